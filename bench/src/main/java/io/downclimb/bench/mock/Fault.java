package io.downclimb.bench.mock;

import java.time.Duration;

/** How the mock provider behaves. */
public sealed interface Fault {
    /** Answers after a fixed time; 0 for at once. */
    record Well(Duration delay) implements Fault {
        public Well {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("a delay must not be negative: " + delay);
            }
        }
    }

    /** Every call gets this HTTP status at once. */
    record Outage(int status) implements Fault {}

    /** Accepts the call and says nothing, not even headers. */
    record Hang() implements Fault {}

    /** In every ten calls, {@code inTen} get status 500, evenly spread; the others are answered at once. */
    record SomeErrors(int inTen) implements Fault {
        public SomeErrors {
            if (inTen < 0 || inTen > 10) {
                throw new IllegalArgumentException("of ten calls, 0 to 10 can fail, not " + inTen);
            }
        }

        boolean hits(long call) {
            return Math.floorMod(call * 7, 10) < inTen;
        }
    }

    /** A stream begins at once with its role line, and its content comes late. A whole answer comes late. */
    record SlowFirstContent(Duration delay) implements Fault {}

    static Fault none() {
        return new Well(Duration.ZERO);
    }
}
