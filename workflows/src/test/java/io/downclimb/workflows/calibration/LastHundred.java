package io.downclimb.workflows.calibration;

import java.util.ArrayDeque;
import java.util.Deque;

/** A popular library's default: half of the last hundred calls failed, once there were a hundred. */
final class LastHundred implements CallWatch {
    private static final int WINDOW = 100;

    private final Deque<Boolean> calls = new ArrayDeque<>();
    private int bad;

    @Override
    public boolean hear(int moreGood, int moreBad, long now) {
        for (int call = 0; call < moreGood + moreBad; call++) {
            boolean isBad = call < moreBad;
            calls.add(isBad);
            bad += isBad ? 1 : 0;
            if (calls.size() > WINDOW && calls.remove()) {
                bad--;
            }
        }
        return calls.size() == WINDOW && 2 * bad >= WINDOW;
    }

    @Override
    public void reset() {
        calls.clear();
        bad = 0;
    }
}
