package io.downclimb.api.http;

import io.downclimb.api.http.Problem.ProblemException;
import io.micronaut.http.HttpRequest;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many streamed replies this node has under way. Each holds a connection and an answer for as long as its caller likes to read. */
@Singleton
final class Streams {
    private final DoorLimits limits;
    private final AtomicInteger open = new AtomicInteger();

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
        int before = open.getAndUpdate(streams -> Math.min(streams + 1, limits.streams()));
        if (before >= limits.streams()) {
            throw new ProblemException(
                    Problem.of(
                            ProblemType.TOO_MANY_STREAMS,
                            "This node has " + limits.streams()
                                    + " streams under way and takes no more: try again after the seconds named by Retry-After"));
        }
        return new Permit(open, channel);
    }

    int open() {
        return open.get();
    }

    /** One stream's place. Closing it twice is as good as once. */
    static final class Permit implements AutoCloseable {
        private final AtomicInteger open;
        private final @Nullable Channel channel;
        private final AtomicBoolean closed = new AtomicBoolean();
        private final ChannelFutureListener onClose = gone -> close();

        private Permit(AtomicInteger open, @Nullable Channel channel) {
            this.open = open;
            this.channel = channel;
            if (channel != null) {
                channel.closeFuture().addListener(onClose);
            }
        }

        @Override
        public void close() {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
            open.decrementAndGet();
            if (channel != null) {
                // A connection lives for many streams: do not keep their listeners.
                channel.closeFuture().removeListener(onClose);
            }
        }
    }
}
