package io.downclimb.activities.request;

import io.downclimb.activities.provider.Cancellation;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A wait that a cancellation ends. */
public final class Pause {
    private Pause() {}

    /**
     * Waits until the time.
     *
     * @throws CancellationException when it was cancelled before
     */
    public static void until(Instant time, Cancellation cancellation) {
        long left = Duration.between(Instant.now(), time).toMillis();
        if (left <= 0) {
            return;
        }
        CountDownLatch cancelled = new CountDownLatch(1);
        cancellation.onCancel(cancelled::countDown);
        try {
            if (cancelled.await(left, TimeUnit.MILLISECONDS)) {
                throw new CancellationException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        }
    }
}
