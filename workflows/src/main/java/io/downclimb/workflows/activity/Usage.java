package io.downclimb.workflows.activity;

import io.downclimb.workflows.policy.Price;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Tokens as the provider counted them; null where it did not say. */
public record Usage(@Nullable Long inputTokens, @Nullable Long outputTokens) {
    public static final Usage UNKNOWN = new Usage(null, null);

    /** What it costs in US dollars; null where price or tokens are not known. */
    public @Nullable BigDecimal cost(@Nullable Price price) {
        return price == null || inputTokens == null || outputTokens == null
                ? null
                : price.of(inputTokens, outputTokens);
    }
}
