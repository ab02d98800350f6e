package io.downclimb.workflows.request;

import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Concluded;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Skip;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a request has learned on its way down, and which rungs that rules out.
 *
 * <ol>
 *   <li>A provider that stayed silent, or refused the last of its keys or the bill, is not asked again by this request.
 *   <li>A model that is gone is not asked again.
 *   <li>After a prompt was too long for a declared window, only larger or undeclared windows may try.
 * </ol>
 */
final class Climb {
    private final Policy policy;
    private final Set<String> spentProviders = new HashSet<>();
    private final Set<String> goneModels = new HashSet<>();
    private final Set<String> classes = new LinkedHashSet<>();
    private final List<Skip> skips;
    private final Set<Integer> unfit = new HashSet<>();
    private long tooSmallWindow;
    private int attempts;
    private boolean metOtherThanLength;
    private @Nullable Integer lengthAttempt;
    private @Nullable Concluded concluded;

    Climb(Policy policy, List<Skip> unfitRungs) {
        this.policy = policy;
        this.skips = new ArrayList<>(unfitRungs);
        unfitRungs.forEach(skip -> unfit.add(skip.rung()));
    }

    /** One more attempt was made: its number is what {@link #attempts} says now. */
    void made() {
        attempts++;
    }

    int attempts() {
        return attempts;
    }

    /** An attempt brought the answer, and with it the conclusion, unless that is yet to be written. */
    void ended(@Nullable Concluded conclusion) {
        concluded = conclusion;
    }

    /** The conclusion that was committed with the answer; null where it is yet to be written. */
    @Nullable
    Concluded concluded() {
        return concluded;
    }

    List<String> classes() {
        return List.copyOf(classes);
    }

    List<Skip> skips() {
        return List.copyOf(skips);
    }

    boolean isUnfit(int rung) {
        return unfit.contains(rung);
    }

    void skip(int rung, String reason) {
        skips.add(new Skip(rung, policy.ladder().get(rung).tier(), null, reason));
    }

    /** Why this rung must not be tried, in the light of what was met above; null where it may. */
    @Nullable
    String ruledOut(Rung.Model rung) {
        if (spentProviders.contains(rung.provider())) {
            return "provider " + rung.provider() + " has already failed this request for good";
        }
        if (goneModels.contains(rung.provider() + "/" + rung.model())) {
            return "model " + rung.model() + " is gone";
        }
        Long window = rung.window();
        if (window != null && window <= tooSmallWindow) {
            return "window of %d tokens is not larger than one that was too small".formatted(window);
        }
        return null;
    }

    void met(Rung.Model rung, AttemptResult result, Outcome.Failed failure) {
        ErrorClass errorClass = failure.errorClass();
        classes.add(rung.tier() + ":" + errorClass);
        metOtherThanLength |= errorClass != ErrorClass.CONTEXT_LENGTH;
        switch (errorClass) {
            case SILENT -> {
                if (!failure.detail().equals(Outcome.Failed.NOT_SENT)) {
                    spentProviders.add(rung.provider());
                }
            }
            case QUOTA, AUTH -> {
                if (result.otherKeys() == 0) {
                    spentProviders.add(rung.provider());
                }
            }
            case MODEL_GONE -> goneModels.add(rung.provider() + "/" + rung.model());
            case CONTEXT_LENGTH -> {
                lengthAttempt = result.number();
                Long window = rung.window();
                tooSmallWindow = Math.max(tooSmallWindow, window == null ? 0 : window);
            }
            case OVERLOADED,
                    RATE_LIMITED,
                    CONTENT_POLICY,
                    INVALID_REQUEST,
                    CONNECT,
                    CUT,
                    MALFORMED,
                    LOST_WORKER,
                    REJECTED -> {}
        }
    }

    /** The attempt whose complaint about the prompt's length is all that was met; null where anything else was. */
    @Nullable
    Integer onlyTooLong() {
        return metOtherThanLength ? null : lengthAttempt;
    }

    /**
     * What keeps every rung that calls a model from carrying this request: CONTEXT_LENGTH where it is too long for all of them,
     * INVALID_REQUEST where their formats differ from it too. Null where one could carry it, or none calls a model.
     */
    @Nullable
    ErrorClass unfitEverywhere() {
        long models =
                policy.ladder().stream().filter(Rung.Model.class::isInstance).count();
        if (unfit.isEmpty() || unfit.size() < models) {
            return null;
        }
        boolean allTooLong = skips.stream()
                .filter(skip -> unfit.contains(skip.rung()))
                .allMatch(skip -> skip.errorClass() == ErrorClass.CONTEXT_LENGTH);
        return allTooLong ? ErrorClass.CONTEXT_LENGTH : ErrorClass.INVALID_REQUEST;
    }
}
