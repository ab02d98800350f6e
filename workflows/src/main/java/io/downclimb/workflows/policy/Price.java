package io.downclimb.workflows.policy;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** What a model costs, in US dollars per million tokens. */
public record Price(BigDecimal input, BigDecimal output) {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    /** The cost in US dollars, to eight decimals. */
    public BigDecimal of(long inputTokens, long outputTokens) {
        return input.multiply(BigDecimal.valueOf(inputTokens))
                .add(output.multiply(BigDecimal.valueOf(outputTokens)))
                .divide(MILLION, 8, RoundingMode.HALF_UP);
    }
}
