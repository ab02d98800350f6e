package io.downclimb.bench.load;

import java.time.Duration;

/** How requests follow each other. */
public sealed interface Pressure {
    /**
     * So many callers, each of whom asks again as soon as it has its answer. One who was refused waits for as long as it was told,
     * at most a second; one who failed waits for 50 ms.
     */
    record Closed(int callers) implements Pressure {
        static final Duration AFTER_FAILURE = Duration.ofMillis(50);
        static final Duration AFTER_REFUSAL = Duration.ofSeconds(1);

        /** How long this caller waits before it asks again. */
        static Duration pause(Outcome outcome) {
            return switch (outcome) {
                case Outcome.Answered _ -> Duration.ZERO;
                case Outcome.Refused refused -> refused.retryAfterSeconds() == 0 ? AFTER_FAILURE : AFTER_REFUSAL;
                case Outcome.Failed _ -> AFTER_FAILURE;
            };
        }
    }

    /** Requests that come by themselves, at random moments, so many a second, whatever became of those before. */
    record Open(double perSecond) implements Pressure {}
}
