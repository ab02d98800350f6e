package io.downclimb.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callers who each want one answer and repeat their {@code Idempotency-Key} until they have it, whatever happens to the connection
 * or the service meanwhile.
 */
final class StubbornCallers implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    private final URI door;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, JsonNode> answers = new ConcurrentHashMap<>();
    private final Semaphore together;
    private final List<String> routes;
    private final AtomicInteger begun = new AtomicInteger();

    StubbornCallers(int port, int atOnce, List<String> routes) {
        this.door = URI.create("http://127.0.0.1:" + port + "/v1/chat/completions");
        this.together = new Semaphore(atOnce);
        this.routes = List.copyOf(routes);
    }

    /** Each asks one of the routes, in turn. */
    void call(int requests) {
        for (int i = 0; i < requests; i++) {
            String key = "caller-" + i;
            String route = routes.get(i % routes.size());
            callers.execute(() -> untilAnswered(key, route));
        }
    }

    /** The answers had so far, by key. */
    Map<String, JsonNode> answers() {
        return answers;
    }

    int begun() {
        return begun.get();
    }

    boolean allAnswered() throws InterruptedException {
        callers.shutdown();
        return callers.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void untilAnswered(String key, String route) {
        together.acquireUninterruptibly();
        try {
            begun.incrementAndGet();
            Instant until = Instant.now().plus(PATIENCE);
            while (Instant.now().isBefore(until) && !answered(key, route)) {
                Thread.sleep(200); // a caller's own back-off
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            together.release();
        }
    }

    private boolean answered(String key, String route) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(door)
                .timeout(Duration.ofSeconds(30))
                .header("content-type", "application/json")
                .header("idempotency-key", key)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                                .formatted(route, key)))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                answers.put(key, JSON.readTree(response.body()));
                return true;
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        callers.shutdownNow();
        http.shutdownNow();
    }
}
