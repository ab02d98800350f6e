package io.downclimb.workflows.policy;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** What a model costs, in US dollars per million tokens. */
public record Price(BigDecimal input, BigDecimal output) {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    /** 3.00 and 3 are one price, and must not make two versions of a policy. */
    public Price {
        input = input.stripTrailingZeros();
        output = output.stripTrailingZeros();
    }

    /** The cost in US dollars, to eight decimals. */
    public BigDecimal of(long inputTokens, long outputTokens) {
        return input.multiply(BigDecimal.valueOf(inputTokens))
                .add(output.multiply(BigDecimal.valueOf(outputTokens)))
                .divide(MILLION, 8, RoundingMode.HALF_UP);
    }
}
