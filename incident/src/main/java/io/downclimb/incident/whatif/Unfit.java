package io.downclimb.incident.whatif;

import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Skip;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which rungs of a policy cannot carry a request, judging by those that could not when it was recorded: a window that is too small for it, and
 * providers whose format lacks what it asks.
 */
final class Unfit {
    private static final Pattern TOO_SMALL = Pattern.compile("window of \\d+ tokens is too small for about (\\d+)");
    /** Reasons that lie in what happened, and not in the request. */
    private static final Pattern OF_THE_MOMENT =
            Pattern.compile("breaker .*|no time was left.*|the retries of provider .*"
                    + "|one call was let through .*|provider .* has already failed this request for good|model .* is gone"
                    + "|window of \\d+ tokens is not larger than .*");

    private Unfit() {}

    static List<Skip> skips(IncidentRequest request, @Nullable Policy own, Policy policy) {
        List<Skip> skips = new ArrayList<>();
        for (String skipped : request.skipped()) {
            int colon = skipped.indexOf(": ");
            String tier = colon < 0 ? skipped : skipped.substring(0, colon);
            String reason = colon < 0 ? "" : skipped.substring(colon + 2);
            if (own != null
                    && !reason.isEmpty()
                    && !OF_THE_MOMENT.matcher(reason).matches()) {
                add(skips, tier, reason, own, policy);
            }
        }
        return skips;
    }

    private static void add(List<Skip> skips, String tier, String reason, Policy own, Policy policy) {
        Matcher tooSmall = TOO_SMALL.matcher(reason);
        Long tokens = tooSmall.matches() ? Long.valueOf(tooSmall.group(1)) : null;
        String provider = provider(own, tier);
        for (int index = 0; index < policy.ladder().size(); index++) {
            if (policy.ladder().get(index) instanceof Rung.Model rung && !isSkipped(skips, index)) {
                Long window = rung.window();
                if (tokens != null && window != null && window < tokens) {
                    skips.add(new Skip(index, rung.tier(), ErrorClass.CONTEXT_LENGTH, reason));
                } else if (tokens == null && rung.provider().equals(provider)) {
                    skips.add(new Skip(index, rung.tier(), format(reason), reason));
                }
            }
        }
    }

    private static @Nullable ErrorClass format(String reason) {
        return reason.endsWith("is not configured on this node") ? null : ErrorClass.INVALID_REQUEST;
    }

    private static boolean isSkipped(List<Skip> skips, int index) {
        return skips.stream().anyMatch(skip -> skip.rung() == index);
    }

    private static @Nullable String provider(Policy own, String tier) {
        return own.ladder().stream()
                .filter(rung -> rung.tier().equals(tier))
                .filter(Rung.Model.class::isInstance)
                .map(rung -> ((Rung.Model) rung).provider())
                .findFirst()
                .orElse(null);
    }
}
