package io.downclimb.api.stack;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what comes about elsewhere: looks again and again, within a bound. */
final class Patiently {
    private static final long BETWEEN_LOOKS = Duration.ofMillis(20).toNanos();

    private Patiently() {}

    /** What is seen once it is as expected. Fails with what was seen last. */
    static <T> T await(Duration atMost, Supplier<T> look, Predicate<T> expected) {
        long until = System.nanoTime() + atMost.toNanos();
        while (true) {
            T seen = look.get();
            if (expected.test(seen)) {
                return seen;
            }
            if (System.nanoTime() > until) {
                throw new AssertionError("not as expected after %s: %s".formatted(atMost, seen));
            }
            LockSupport.parkNanos(BETWEEN_LOOKS);
        }
    }
}
