package io.downclimb.api.http;

import io.downclimb.api.incident.IncidentExport;
import io.downclimb.api.live.Outlet;
import io.micronaut.http.HttpRequest;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * One caller's file.
 *
 * <ol>
 *   <li>A thread of its own writes it, and waits while {@value #PIECES} pieces of 64 KiB are not taken.
 *   <li>A caller who hangs up, or takes nothing for too long, ends the export.
 *   <li>What fails halfway closes the connection: a part is never passed off as the whole.
 * </ol>
 */
final class IncidentReply {
    private static final Logger LOG = LoggerFactory.getLogger(IncidentReply.class);
    private static final int PIECE = 64 * 1024;
    private static final int PIECES = 16;
    private static final long UNBOUNDED = Long.MAX_VALUE;

    private final HttpRequest<?> request;
    private final IncidentExport export;
    private final Duration patience;
    private final Semaphore room = new Semaphore(PIECES);
    private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
    private final Outlet outlet = new Outlet(UNBOUNDED, this::left);
    private final Thread thread = Thread.ofVirtual().name("incident-export").unstarted(this::write);
    private volatile boolean isGone;

    /** @param patience how long a caller may take nothing */
    IncidentReply(HttpRequest<?> request, IncidentExport export, Duration patience) {
        this.request = request;
        this.export = export;
        this.patience = patience;
    }

    /** Begins to write; what comes of it, as the connection takes it. */
    Flux<byte[]> begin() {
        HangUps.tell(request, this::end, over);
        thread.start();
        Flux<byte[]> pieces = Flux.from(outlet).doOnNext(_ -> room.release());
        @Nullable Channel channel = HangUps.channel(request);
        return channel == null ? pieces : pieces.publishOn(Schedulers.fromExecutor(channel.eventLoop()), 1);
    }

    /** Ends it before its time. */
    void end() {
        isGone = true;
        outlet.discard();
        export.abort();
        thread.interrupt();
    }

    /** Completes when nothing of it is under way any more. */
    CompletableFuture<?> over() {
        return over;
    }

    private void left() {
        isGone = true;
        room.release(PIECES);
    }

    private void write() {
        try (export) {
            Pieces out = new Pieces();
            export.write(out);
            out.flush();
            outlet.finish(Collections.emptyIterator());
        } catch (IOException | RuntimeException e) {
            if (isGone) {
                LOG.info("the export ended early: the caller hung up");
            } else {
                LOG.error("an export failed halfway", e);
            }
            outlet.discard();
            HangUps.close(request);
        } finally {
            over.complete(null);
        }
    }

    /** Cuts what is written into pieces, and hands each over when there is room. */
    private final class Pieces extends OutputStream {
        private final byte[] buffer = new byte[PIECE];
        private int size;

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int at = offset;
            int left = length;
            while (left > 0) {
                int now = Math.min(left, PIECE - size);
                System.arraycopy(bytes, at, buffer, size, now);
                size += now;
                at += now;
                left -= now;
                if (size == PIECE) {
                    hand();
                }
            }
        }

        /** Hands over what is there. Writers of compressed files flush seldom. */
        @Override
        public void flush() throws IOException {
            if (size > 0) {
                hand();
            }
        }

        private void hand() throws IOException {
            try {
                if (!room.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IOException("the caller took nothing for " + patience);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException("the export was ended").initCause(e);
            }
            if (isGone) {
                throw new IOException("the caller hung up");
            }
            var _ = outlet.offer(Arrays.copyOf(buffer, size));
            size = 0;
        }
    }
}
