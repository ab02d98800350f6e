package io.downclimb.activities.status;

import io.downclimb.workflows.status.Validator;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks an address of a status page. Ten seconds for all of it, body included: the timeout of the JDK's request ends with the headers. At
 * most {@link PageJson#LARGEST} bytes, at most five redirects, never from https to http, and nothing but these two.
 */
@Singleton
final class PageClient {
    private static final int LONGEST_VALIDATOR = 256;

    private final Duration limit;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http = HttpClient.newBuilder()
            .executor(threads)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    @Inject
    PageClient() {
        this(Duration.ofSeconds(10));
    }

    PageClient(Duration limit) {
        this.limit = limit;
    }

    /**
     * Asks.
     *
     * @param known the version that is known already; {@link Validator#NONE} asks unconditionally
     */
    Fetched fetch(URI url, Validator known) {
        String scheme = url.getScheme();
        if (url.getHost() == null || !("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))) {
            return new Fetched.Nothing("not an address with http or https");
        }
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                request(url, known),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), PageJson.LARGEST));
        try {
            return fetched(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS), known);
        } catch (TimeoutException e) {
            return new Fetched.Nothing("no whole answer within " + limit.toMillis() + " ms");
        } catch (ExecutionException e) {
            return new Fetched.Nothing(why(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the poll was cancelled");
        } finally {
            answer.cancel(true);
        }
    }

    private static HttpRequest request(URI url, Validator known) {
        boolean plain = "http".equalsIgnoreCase(url.getScheme());
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .version(plain ? HttpClient.Version.HTTP_1_1 : HttpClient.Version.HTTP_2)
                .header("user-agent", "downclimb")
                .header("accept", "application/json")
                .GET();
        if (known.etag() != null) {
            request.header("if-none-match", known.etag());
        }
        if (known.lastModified() != null) {
            request.header("if-modified-since", known.lastModified());
        }
        return request.build();
    }

    private static Fetched fetched(HttpResponse<byte[]> response, Validator known) {
        int status = response.statusCode();
        if (status == 200) {
            return new Fetched.Body(
                    response.body(),
                    new Validator(
                            validator(response.headers(), "etag"), validator(response.headers(), "last-modified")));
        }
        if (status == 304 && !known.equals(Validator.NONE)) {
            return new Fetched.NotModified();
        }
        if (status >= 400) {
            return new Fetched.Refused(status, retryAfterMs(response.headers(), Instant.now()));
        }
        return new Fetched.Nothing(status >= 300 && status != 304 ? "redirects that lead nowhere" : "HTTP " + status);
    }

    /** A value that can be sent back; null where there is none. */
    private static @Nullable String validator(HttpHeaders headers, String name) {
        return headers.firstValue(name)
                .filter(value -> !value.isBlank()
                        && value.length() <= LONGEST_VALIDATOR
                        && value.chars().allMatch(letter -> letter >= ' ' && letter < 127))
                .orElse(null);
    }

    private static long retryAfterMs(HttpHeaders headers, Instant now) {
        String value = headers.firstValue("retry-after").map(String::strip).orElse("");
        if (value.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value)).toMillis();
        }
        try {
            Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Math.max(0, Duration.between(now, until).toMillis());
        } catch (DateTimeException e) {
            return 0;
        }
    }

    /** In our own words: messages of a client may quote what it was sent. */
    private static String why(@Nullable Throwable cause) {
        if (cause instanceof ConnectException) {
            return "no connection";
        }
        if (cause instanceof IOException && String.valueOf(cause.getMessage()).contains("exceeds capacity")) {
            return "larger than %d bytes".formatted(PageJson.LARGEST);
        }
        return "a broken connection (%s)"
                .formatted(cause == null ? "?" : cause.getClass().getSimpleName());
    }

    @PreDestroy
    void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
