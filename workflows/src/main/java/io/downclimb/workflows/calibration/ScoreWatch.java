package io.downclimb.workflows.calibration;

import io.downclimb.workflows.breaker.ScoreDetector;

/** A detector of low scores at work. */
public interface ScoreWatch {
    /**
     * Hears a score (0..1).
     *
     * @param now in ms
     * @return whether it trips
     */
    boolean hear(double score, long now);

    /** Whether it asks for more answers to be judged. */
    boolean suspicious(long now);

    /** Forgets what it heard. */
    void reset();

    /**
     * Of one of the breaker's detectors.
     *
     * @param perSecond calls a second, judged or not, which its threshold may depend on
     */
    static ScoreWatch of(ScoreDetector fresh, double perSecond) {
        return new ScoreWatch() {
            private ScoreDetector detector = fresh;

            @Override
            public boolean hear(double score, long now) {
                detector = detector.hear(score, now);
                return detector.trips(perSecond, 1, now);
            }

            @Override
            public boolean suspicious(long now) {
                return detector.suspicious(perSecond, 1, now);
            }

            @Override
            public void reset() {
                detector = fresh;
            }
        };
    }
}
