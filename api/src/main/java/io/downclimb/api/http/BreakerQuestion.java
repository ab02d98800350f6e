package io.downclimb.api.http;

import io.downclimb.api.http.Problem.ProblemException;
import io.downclimb.workflows.breaker.CircuitId;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a breaker's history is asked for.
 *
 * @param circuit null for all
 */
record BreakerQuestion(Instant since, @Nullable CircuitId circuit) {
    private static final Duration BY_ITSELF = Duration.ofHours(1);
    private static final Duration AT_MOST = Duration.ofHours(24);
    /** For a caller whose clock, or whose call, is a little slow. */
    private static final Duration GRACE = Duration.ofMinutes(5);

    static BreakerQuestion of(@Nullable String since, @Nullable String circuit, Instant now) {
        return new BreakerQuestion(
                since == null ? now.minus(BY_ITSELF) : since(since, now), circuit == null ? null : circuit(circuit));
    }

    @Nullable
    String circuitText() {
        return circuit == null ? null : circuit.text();
    }

    private static Instant since(String text, Instant now) {
        Instant since;
        try {
            since = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw invalid(
                    "since",
                    "since is \"" + text + "\": give a time such as " + Instant.ofEpochSecond(now.getEpochSecond()));
        }
        Instant earliest = now.minus(AT_MOST);
        if (since.isBefore(earliest.minus(GRACE))) {
            throw invalid(
                    "since",
                    "since is \"" + text + "\", more than 24 h ago: give a time after "
                            + Instant.ofEpochSecond(earliest.getEpochSecond()));
        }
        return since;
    }

    /** The circuit that a text names; a problem that names the field where it names none. */
    static CircuitId circuit(String text) {
        try {
            return CircuitId.parse(text);
        } catch (IllegalArgumentException e) {
            throw invalid("circuit", "circuit is " + e.getMessage());
        }
    }

    static ProblemException invalid(String param, String message) {
        return new ProblemException(Problem.at(ProblemType.INVALID_REQUEST, message, param));
    }
}
