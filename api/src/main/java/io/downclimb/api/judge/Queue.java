package io.downclimb.api.judge;

import io.downclimb.api.request.Causes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that nobody waits for: a few pieces at a time, some more that wait their turn, and beyond that none. What is dropped is counted, and
 * told at most once a minute; work that fails is given up.
 */
final class Queue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Queue.class);
    private static final long TELL_EVERY_MS = Duration.ofMinutes(1).toMillis();

    private final int most;
    private final InstantSource clock;
    private final Semaphore turns;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong toldAt = new AtomicLong(Long.MIN_VALUE);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * An empty one.
     *
     * @param atOnce how many pieces of work are done at a time
     * @param most how many may wait or be under way
     */
    Queue(int atOnce, int most, InstantSource clock) {
        this.most = most;
        this.clock = clock;
        this.turns = new Semaphore(atOnce);
    }

    /** Takes the work, or drops it; returns at once. */
    boolean offer(Runnable work) {
        if (waiting.incrementAndGet() > most) {
            waiting.decrementAndGet();
            drop();
            return false;
        }
        try {
            threads.execute(() -> inTurn(work));
            return true;
        } catch (RejectedExecutionException e) {
            waiting.decrementAndGet();
            return false;
        }
    }

    /** How much was dropped since the start. */
    long dropped() {
        return dropped.get();
    }

    private void inTurn(Runnable work) {
        try {
            turns.acquire();
            try {
                work.run();
            } finally {
                turns.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.debug("an answer goes without a judge: {}", Causes.of(e));
        } finally {
            waiting.decrementAndGet();
        }
    }

    private void drop() {
        long sum = dropped.incrementAndGet();
        long now = clock.millis();
        long told = toldAt.get();
        if ((told == Long.MIN_VALUE || now - told >= TELL_EVERY_MS) && toldAt.compareAndSet(told, now)) {
            LOG.warn("more answers to judge than can be started: {} dropped since the node started", sum);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
