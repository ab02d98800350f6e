package io.downclimb.api.request;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The callers who are at the desk: a node that is told to stop lets nobody in any more, and waits until they have left. */
@Singleton
public final class Presence {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private int present;
    private boolean closing;

    /** False where the node is closing. */
    boolean enter() {
        lock.lock();
        try {
            if (closing) {
                return false;
            }
            present++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            present--;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nobody in any more, and waits for those who are here, no longer than {@code atMost}. */
    public void close(Duration atMost) {
        lock.lock();
        try {
            closing = true;
            long nanos = atMost.toNanos();
            while (present > 0 && nanos > 0) {
                nanos = left.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
