package io.downclimb.activities.provider;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request on the wire, turned into a queue of signals, so that whoever waits decides how long: the timeout of the JDK's
 * client ends when the headers arrive. At most one piece of the body waits at any time.
 */
final class Exchange implements HttpResponse.BodySubscriber<Boolean> {
    private static final Executor SOON = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);

    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Cancellation cancellation;
    private @Nullable CompletableFuture<HttpResponse<Boolean>> response;
    private volatile Flow.@Nullable Subscription subscription;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean abandoned;
    private volatile boolean ended;
    private volatile boolean draining;

    private Exchange(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /** Sends the request. The cancellation, whoever calls it, closes the connection at once. */
    static Exchange send(HttpClient client, HttpRequest request, Cancellation cancellation) {
        Exchange exchange = new Exchange(cancellation);
        CompletableFuture<HttpResponse<Boolean>> response = client.sendAsync(request, exchange::head);
        exchange.response = response;
        var _ = response.whenComplete((_, failure) -> {
            if (failure != null) {
                exchange.signals.add(new Signal.Broken(failure));
            }
        });
        cancellation.onCancel(exchange::close);
        return exchange;
    }

    /** The next signal; null when the time is over, or when the call was cancelled. */
    @Nullable
    Signal next(long nanos) throws InterruptedException {
        if (cancellation.isCancelled()) {
            return null;
        }
        Signal signal = signals.poll(nanos, TimeUnit.NANOSECONDS);
        if (signal instanceof Signal.Bytes && !ended) {
            more(1);
        }
        return signal;
    }

    private HttpResponse.BodySubscriber<Boolean> head(HttpResponse.ResponseInfo info) {
        Map<String, List<String>> headers = new HashMap<>();
        info.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        signals.add(new Signal.Head(info.statusCode(), headers));
        return this;
    }

    /** The response is complete with its headers; the body comes as signals. */
    @Override
    public CompletionStage<Boolean> getBody() {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public void onSubscribe(Flow.Subscription body) {
        subscription = body;
        if (abandoned) {
            body.cancel();
            return;
        }
        body.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (!draining) {
            signals.add(new Signal.Bytes(buffers));
        }
    }

    @Override
    public void onError(Throwable failure) {
        ended = true;
        signals.add(new Signal.Broken(failure));
    }

    @Override
    public void onComplete() {
        ended = true;
        signals.add(new Signal.End());
    }

    private void more(long pieces) {
        Flow.Subscription body = subscription;
        if (body != null) {
            body.request(pieces);
        }
    }

    /**
     * All that matters is here: lets the rest of the body run out unread, so that the connection can serve the next call. Closing it now
     * instead, while its last bytes may be arriving, could close it when the client has already given it to another call.
     */
    void release() {
        if (!over.compareAndSet(false, true) || ended) {
            return;
        }
        draining = true;
        more(Long.MAX_VALUE);
        SOON.execute(this::abandon);
    }

    /**
     * Closes the connection now, or its stream where others share it. Wakes whoever waits. Without effect once the call is
     * {@linkplain #release() released}: its connection may be another's by then, although its own response is not yet complete for
     * the client, which would close what it believes to be this call's.
     */
    void close() {
        if (over.compareAndSet(false, true)) {
            abandon();
            signals.add(new Signal.End());
        }
    }

    private void abandon() {
        abandoned = true;
        CompletableFuture<HttpResponse<Boolean>> pending = response;
        Flow.Subscription body = subscription;
        if (body != null) {
            if (!ended) {
                body.cancel();
            }
        } else if (pending != null) {
            pending.cancel(true);
        }
    }
}
