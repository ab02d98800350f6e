package io.downclimb.workflows.calibration;

import io.downclimb.workflows.breaker.CallDetector;

/** A detector of bad calls at work. */
public interface CallWatch {
    /**
     * Hears a batch.
     *
     * @param now in ms
     * @return whether it trips
     */
    boolean hear(int good, int bad, long now);

    /** Forgets what it heard. */
    void reset();

    /**
     * Of one of the breaker's detectors.
     *
     * @param perSecond calls a second, which its threshold may depend on
     */
    static CallWatch of(CallDetector fresh, double perSecond) {
        return new CallWatch() {
            private CallDetector detector = fresh;

            @Override
            public boolean hear(int good, int bad, long now) {
                detector = detector.hear(good, bad, now);
                return detector.trips(perSecond, 1, now);
            }

            @Override
            public void reset() {
                detector = fresh;
            }
        };
    }
}
