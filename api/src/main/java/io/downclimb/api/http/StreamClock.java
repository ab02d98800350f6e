package io.downclimb.api.http;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread that looks after all streams: keep-alives, and callers who take nothing. What it runs must be quick. */
@Singleton
final class StreamClock {
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("stream-clock").factory());

    StreamClock() {
        clock.setRemoveOnCancelPolicy(true);
    }

    Future<?> every(Duration interval, Runnable task) {
        long nanos = interval.toNanos();
        return clock.scheduleWithFixedDelay(task, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    @PreDestroy
    void stop() {
        clock.shutdownNow();
    }
}
