package io.downclimb.api.request;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who answered, honestly.
 *
 * @param degraded not what the route gives on a good day
 * @param notice what to tell the user, where the rung has something to say
 * @param reasons why it is degraded, as "tier:CLASS" in the order met
 * @param cost of every attempt of the request, in US dollars; null where no price is declared
 */
public record Label(
        @Nullable String tier,
        @Nullable String provider,
        @Nullable String model,
        boolean degraded,
        @Nullable String notice,
        List<String> reasons,
        int attempts,
        List<String> skipped,
        List<String> dropped,
        @Nullable BigDecimal cost) {
    public Label {
        reasons = List.copyOf(reasons);
        skipped = List.copyOf(skipped);
        dropped = List.copyOf(dropped);
    }
}
