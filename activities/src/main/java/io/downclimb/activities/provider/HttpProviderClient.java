package io.downclimb.activities.provider;

import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Calls providers over HTTP, streaming always. The calling thread reads the stream itself and is its own watchdog: it never
 * waits longer than {@link Watchdog} allows in the phase the call is in. There is no timeout for connecting: a connection
 * that does not come about is silence, and ends at the same limit.
 *
 * <p>A call whose time is over before it begins is not sent, and says so in its detail: it is no news about the provider. Of
 * several keys the first is used: whoever knows better hands in a provider with one. Redirects are not followed.
 */
@Singleton
public final class HttpProviderClient implements ProviderClient {
    private final Clock clock = Clock.systemUTC();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .executor(threads)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @Override
    public CallReport call(Call call, Cancellation cancellation, CallListener listener) {
        if (cancellation.isCancelled()) {
            throw cancelled();
        }
        if (call.provider().keys().isEmpty()) {
            return notSent(ErrorClass.AUTH, "no-key", List.of());
        }
        Format format = Format.of(call.provider().api());
        Format.Outgoing outgoing = format.encode(call);
        HttpRequest request = request(outgoing);
        if (request == null) {
            return notSent(ErrorClass.AUTH, "key-unusable", outgoing.dropped());
        }
        Instant sent = clock.instant();
        long start = System.nanoTime();
        boolean asNative = call.provider().api() == call.request().format();
        Format.Assembler assembler = format.assembler(asNative, listener::delta);
        Conversation conversation = new Conversation(call, assembler, sent, listener);
        if (conversation.left(0) <= 0) {
            return notSent(ErrorClass.SILENT, Outcome.Failed.NOT_SENT, outgoing.dropped());
        }
        Exchange exchange = Exchange.send(http, request, cancellation);
        CallReport.Result result;
        try {
            result = converse(conversation, exchange, cancellation, start);
        } catch (RuntimeException | Error e) {
            exchange.close();
            throw e;
        }
        Long first = conversation.firstContent();
        return new CallReport(
                result,
                first == null ? null : TimeUnit.NANOSECONDS.toMillis(first),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start),
                outgoing.dropped(),
                conversation.skipped());
    }

    private static CallReport.Result converse(
            Conversation conversation, Exchange exchange, Cancellation cancellation, long start) {
        while (true) {
            Signal signal = await(exchange, conversation.left(System.nanoTime() - start));
            if (cancellation.isCancelled()) {
                throw cancelled();
            }
            long now = System.nanoTime() - start;
            if (signal == null) {
                CallReport.Result result = conversation.giveUp(now);
                exchange.close();
                return result;
            }
            CallReport.Result result = conversation.hear(signal, now);
            if (result != null) {
                exchange.release();
                return result;
            }
        }
    }

    private static @Nullable Signal await(Exchange exchange, long nanos) {
        if (nanos <= 0) {
            return null;
        }
        try {
            return exchange.next(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled();
        }
    }

    /** Null where the key cannot be a header's value: the client's own message about that would repeat the key. */
    private static @Nullable HttpRequest request(Format.Outgoing outgoing) {
        boolean plain = "http".equalsIgnoreCase(outgoing.uri().getScheme());
        HttpRequest.Builder request = HttpRequest.newBuilder(outgoing.uri())
                .version(plain ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2)
                .header("user-agent", "downclimb")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(outgoing.body())));
        outgoing.headers().forEach(request::header);
        try {
            return request.header(outgoing.key().header(), outgoing.key().value())
                    .build();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static CallReport notSent(ErrorClass errorClass, String detail, List<String> dropped) {
        return new CallReport(new CallReport.Failed(errorClass, null, null, detail, null), null, 0, dropped);
    }

    private static CancellationException cancelled() {
        return new CancellationException("the call was cancelled");
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
