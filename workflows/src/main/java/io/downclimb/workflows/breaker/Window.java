package io.downclimb.workflows.breaker;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.downclimb.workflows.breaker.OutcomeReport.CircuitOutcomes;
import java.util.Map;

/**
 * What a circuit heard within one stretch of 10 s, of whatever generation.
 *
 * @param from in ms since 1970, a multiple of 10,000
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Window(
        long from,
        long good,
        long bad,
        long minor,
        long pending,
        long slow,
        long timed,
        long rateLimited,
        long invalid,
        long scores,
        double scoreSum) {
    static Window empty(long from) {
        return new Window(from, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    Window plus(CircuitOutcomes heard) {
        return new Window(
                from,
                good + heard.good(),
                bad + heard.bad(),
                minor + heard.minor(),
                pending + heard.pending(),
                slow + heard.slow(),
                timed + heard.timed(),
                rateLimited + heard.rateLimited(),
                invalid + heard.invalid(),
                scores + heard.scores().size(),
                scoreSum
                        + heard.scores().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum());
    }

    /** Calls that say something about the circuit. */
    long calls() {
        return good + bad + minor + pending;
    }

    Decided.Bucket bucket(CircuitId circuit) {
        return new Decided.Bucket(
                circuit,
                from,
                Map.of(
                        "good", good,
                        "bad", bad,
                        "minor", minor,
                        "pending", pending,
                        "slow", slow,
                        "timed", timed,
                        "rate-limited", rateLimited,
                        "invalid", invalid,
                        "scores", scores),
                scoreSum);
    }
}
