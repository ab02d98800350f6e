package io.downclimb.api.live;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Where one caller's stream leaves. Whoever makes it never waits: pieces are kept until the connection asks for them, up to a bound; what
 * follows the last of them is made only as it is asked for. One subscriber.
 *
 * <p>Safe for many threads. The subscriber hears one thing at a time, on the thread that brought it about.
 */
public final class Outlet implements Publisher<byte[]>, Subscription {
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger turns = new AtomicInteger();
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private final long bound;
    private final Runnable whenOver;
    private Iterator<byte[]> last = Collections.emptyIterator();
    private @Nullable Subscriber<? super byte[]> subscriber;
    private long bytes;
    private long demand;
    private long takenAt;
    private boolean finished;
    private boolean over;

    /**
     * An outlet that nobody has subscribed to.
     *
     * @param bound how many bytes may wait
     * @param whenOver told once, when nothing will leave any more
     */
    public Outlet(long bound, Runnable whenOver) {
        this.bound = bound;
        this.whenOver = whenOver;
    }

    /** Hands over a piece. False where more than the bound would wait: this piece is lost then, and with it the stream. */
    public boolean offer(byte[] piece) {
        lock.lock();
        try {
            if (over || finished) {
                return true;
            }
            if (bytes + piece.length > bound) {
                return false;
            }
            waiting.add(piece);
            bytes += piece.length;
        } finally {
            lock.unlock();
        }
        flow();
        return true;
    }

    /** The rest, which is made only as it is asked for, and then the end. */
    public void finish(Iterator<byte[]> rest) {
        lock.lock();
        try {
            if (over || finished) {
                return;
            }
            finished = true;
            last = rest;
        } finally {
            lock.unlock();
        }
        flow();
    }

    /** What waits leaves, and then this instead of all that was to follow; nothing where nothing is to follow. */
    public void endWith(byte[] piece) {
        lock.lock();
        try {
            if (over || (finished && !last.hasNext())) {
                return;
            }
            finished = true;
            last = List.of(piece).iterator();
        } finally {
            lock.unlock();
        }
        flow();
    }

    /** Nobody is there to take anything. */
    public void discard() {
        lock.lock();
        try {
            if (over) {
                return;
            }
            end();
        } finally {
            lock.unlock();
        }
        whenOver.run();
    }

    /** Whether all that was handed over has left. */
    public boolean isDrained() {
        lock.lock();
        try {
            return waiting.isEmpty() && !finished;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether there is something to take that has not been taken for this long.
     *
     * @param now by {@link System#nanoTime}
     */
    public boolean isStalled(long now, long nanos) {
        lock.lock();
        try {
            boolean something = !waiting.isEmpty() || finished;
            return subscriber != null && something && !over && demand == 0 && now - takenAt > nanos;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void subscribe(Subscriber<? super byte[]> caller) {
        lock.lock();
        try {
            if (subscriber != null) {
                throw new IllegalStateException("a stream leaves once");
            }
            subscriber = caller;
            takenAt = System.nanoTime();
        } finally {
            lock.unlock();
        }
        caller.onSubscribe(this);
        flow();
    }

    @Override
    public void request(long pieces) {
        lock.lock();
        try {
            demand = demand + pieces < 0 ? Long.MAX_VALUE : demand + pieces;
        } finally {
            lock.unlock();
        }
        flow();
    }

    @Override
    public void cancel() {
        discard();
    }

    /** Lets flow what can, one thread at a time; who comes meanwhile leaves its turn to the one that is at it. */
    private void flow() {
        if (turns.getAndIncrement() != 0) {
            return;
        }
        int taken = 1;
        do {
            while (step()) {}
            taken = turns.addAndGet(-taken);
        } while (taken != 0);
    }

    /** One piece, or the end; false where there is nothing to be done now. */
    private boolean step() {
        Subscriber<? super byte[]> caller;
        byte @Nullable [] piece;
        lock.lock();
        try {
            caller = subscriber;
            if (caller == null || over) {
                return false;
            }
            piece = next();
            if (piece == null && !(finished && waiting.isEmpty() && !last.hasNext())) {
                return false;
            }
            if (piece == null) {
                end();
            }
        } catch (RuntimeException e) {
            broken(e);
            return false;
        } finally {
            lock.unlock();
        }
        if (piece != null) {
            caller.onNext(piece);
            return true;
        }
        caller.onComplete();
        whenOver.run();
        return false;
    }

    private byte @Nullable [] next() {
        if (demand == 0) {
            return null;
        }
        byte[] piece = waiting.poll();
        if (piece != null) {
            bytes -= piece.length;
        } else if (finished && last.hasNext()) {
            piece = last.next();
        }
        if (piece != null) {
            demand--;
            takenAt = System.nanoTime();
        }
        return piece;
    }

    /** What was to follow cannot be made: the connection must close, so that nobody takes a part for the whole. */
    private void broken(RuntimeException why) {
        Subscriber<? super byte[]> caller = subscriber;
        end();
        if (caller != null) {
            caller.onError(why);
        }
        whenOver.run();
    }

    private void end() {
        over = true;
        waiting.clear();
        bytes = 0;
        last = Collections.emptyIterator();
    }
}
