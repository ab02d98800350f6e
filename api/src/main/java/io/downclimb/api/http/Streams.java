package io.downclimb.api.http;

import io.downclimb.api.http.Problem.ProblemException;
import io.micronaut.http.HttpRequest;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The streamed replies that this node has under way. Each holds a connection and an answer for as long as its caller likes to read. */
@Singleton
public final class Streams {
    private final DoorLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final Set<Permit> open = new HashSet<>();

    Streams(DoorLimits limits) {
        this.limits = limits;
    }

    /**
     * Counts one more stream, until the permit or the caller's connection is closed, whichever comes first.
     *
     * @throws ProblemException a 429, where there are as many as there may be. To be asked before anything is accepted or paid for.
     */
    Permit enter(HttpRequest<?> request) {
        return enter(HangUps.channel(request));
    }

    Permit enter(@Nullable Channel channel) {
        Permit permit = new Permit(channel);
        lock.lock();
        try {
            if (open.size() >= limits.streams()) {
                throw new ProblemException(
                        Problem.of(
                                ProblemType.TOO_MANY_STREAMS,
                                "This node has " + limits.streams()
                                        + " streams under way and takes no more: try again after the seconds named by Retry-After"));
            }
            open.add(permit);
        } finally {
            lock.unlock();
        }
        permit.untilItCloses();
        return permit;
    }

    int open() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until what was to be said has been taken in every stream, no longer than {@code atMost}. */
    public void await(Duration atMost) {
        lock.lock();
        try {
            long nanos = atMost.toNanos();
            while (!open.isEmpty() && nanos > 0) {
                nanos = left.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the streams that are left, each in the error event of its door. */
    public void end() {
        List<Permit> remaining;
        lock.lock();
        try {
            remaining = List.copyOf(open);
        } finally {
            lock.unlock();
        }
        remaining.forEach(permit -> permit.nodeStops.run());
    }

    private void leave(Permit permit) {
        lock.lock();
        try {
            if (open.remove(permit)) {
                left.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** One stream's place. Closing it twice is as good as once. */
    final class Permit implements AutoCloseable {
        private final @Nullable Channel channel;
        private final ChannelFutureListener onClose = gone -> close();
        private volatile Runnable nodeStops = () -> {};

        private Permit(@Nullable Channel channel) {
            this.channel = channel;
        }

        /** What is to be done with this stream when the node cannot wait for it any longer. */
        void whenNodeStops(Runnable end) {
            nodeStops = end;
        }

        private void untilItCloses() {
            if (channel != null) {
                channel.closeFuture().addListener(onClose);
            }
        }

        @Override
        public void close() {
            leave(this);
            if (channel != null) {
                // A connection lives for many streams: do not keep their listeners.
                channel.closeFuture().removeListener(onClose);
            }
        }
    }
}
