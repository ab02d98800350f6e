package io.downclimb.workflows.calibration;

/**
 * A popular gateway's rule: more than half of the calls in the current minute of the clock failed, and at least two calls were made in it.
 */
final class CurrentMinute implements CallWatch {
    private static final long MINUTE = 60_000;
    private static final int LEAST = 2;

    private long minute = -1;
    private int good;
    private int bad;

    @Override
    public boolean hear(int moreGood, int moreBad, long now) {
        if (now / MINUTE != minute) {
            reset();
            minute = now / MINUTE;
        }
        good += moreGood;
        bad += moreBad;
        return good + bad >= LEAST && bad > good;
    }

    @Override
    public void reset() {
        good = 0;
        bad = 0;
    }
}
