package io.downclimb.api.clients;

import io.downclimb.api.Node;
import io.downclimb.api.config.Configuration;
import io.downclimb.api.config.ConfigurationException;
import io.downclimb.api.config.ConfigurationLoader;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Call;
import io.downclimb.simulator.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * A running service for other people's clients, over providers of both formats: {@code claude} (Anthropic) and {@code gpt} (OpenAI). Routes
 * are named for what happens on them, faults are spelled by the models' names, so that tests need not wait for each other. Whoever looks for
 * a call among those the providers saw asks a question that nobody else asks.
 */
final class Service implements AutoCloseable {
    static final String TOKEN = "dc-token-of-the-clients";

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration AWAKE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final String ROUTES = """
            routes:
              by-gpt: {deadline: 20s, ladder: [{tier: primary, provider: gpt, model: well, budget: 15s}]}
              by-claude: {deadline: 20s, ladder: [{tier: primary, provider: claude, model: well, budget: 15s}]}
              falls-to-gpt:
                deadline: 20s
                ladder:
                  - {tier: primary, provider: claude, model: sim-broken-key, budget: 5s}
                  - {tier: secondary, provider: gpt, model: well, budget: 5s, notice: "a backup model"}
              falls-to-claude:
                deadline: 20s
                ladder:
                  - {tier: primary, provider: gpt, model: sim-broken-key, budget: 5s}
                  - {tier: secondary, provider: claude, model: well, budget: 5s, notice: "a backup model"}
              canned:
                deadline: 20s
                ladder:
                  - {tier: primary, provider: gpt, model: sim-broken-key, budget: 5s}
                  - {tier: canned, text: "later, see {id}"}
              too-long-for-gpt: {deadline: 20s, ladder: [{tier: primary, provider: gpt, model: sim-context-length, budget: 15s}]}
              too-long-for-claude: {deadline: 20s, ladder: [{tier: primary, provider: claude, model: sim-context-length, budget: 15s}]}
              forbidden-by-gpt: {deadline: 20s, ladder: [{tier: primary, provider: gpt, model: sim-content-filter, budget: 15s}]}
              forbidden-by-claude: {deadline: 20s, ladder: [{tier: primary, provider: claude, model: sim-content-filter, budget: 15s}]}
              refused-by-gpt: {deadline: 20s, ladder: [{tier: primary, provider: gpt, model: sim-content-filter-refusal, budget: 15s}]}
              refused-by-claude: {deadline: 20s, ladder: [{tier: primary, provider: claude, model: sim-content-filter-refusal, budget: 15s}]}
              exhausted: {deadline: 20s, ladder: [{tier: primary, provider: gpt, model: sim-broken-key, budget: 15s}]}
              silent: {deadline: 60s, ladder: [{tier: primary, provider: gpt, model: sim-silent, budget: 50s}]}
              live: {streaming: live, deadline: 60s, ladder: [{tier: primary, provider: gpt, model: sim-slow-50-600, budget: 20s}]}
              live-broken:
                streaming: live
                deadline: 20s
                ladder:
                  - {tier: primary, provider: gpt, model: sim-cut-8, budget: 5s}
                  - {tier: secondary, provider: claude, model: well, budget: 5s}
            """;

    private final Simulator simulator;
    private final Node node;

    private Service(Simulator simulator, Node node) {
        this.simulator = simulator;
        this.node = node;
    }

    /** Starts one over the servers that all tests share, and waits until it has answered for the first time. */
    static Service start() {
        Simulator simulator = Simulator.start(0);
        Service service = new Service(simulator, Node.start(configuration(simulator)));
        service.awaitFirstAnswer();
        return service;
    }

    private void awaitFirstAnswer() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl() + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"by-gpt\",\"messages\":[{\"role\":\"user\",\"content\":\"Awake?\"}]}"))
                .build();
        long until = System.nanoTime() + AWAKE.toNanos();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            while (response.statusCode() != 200) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException("the service does not answer: " + response.body());
                }
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
                response = http.send(request, HttpResponse.BodyHandlers.ofString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Configuration configuration(Simulator simulator) {
        String jdbcUrl = SharedStack.newDatabase();
        Map<String, String> environment = Map.of(
                "DOWNCLIMB_DATABASE_URL", jdbcUrl,
                "DOWNCLIMB_DATABASE_USER", SharedStack.postgres().username(),
                "DOWNCLIMB_DATABASE_PASSWORD", SharedStack.postgres().password(),
                "DOWNCLIMB_TEMPORAL_TARGET", SharedStack.temporal().target(),
                "DOWNCLIMB_TEMPORAL_NAMESPACE", SharedStack.namespace(jdbcUrl),
                "KEY", "sk-of-the-service");
        String head = """
                server: {port: 0, tokens: [%s]}
                temporal: {task-queue: clients}
                providers:
                  claude: {api: anthropic-messages, base-url: "%s/claude", keys: ["${KEY}"], breaker: off}
                  gpt: {api: openai-chat, base-url: "%s/gpt/v1", keys: ["${KEY}"], breaker: off}
                """.formatted(sha256(TOKEN), simulator.baseUrl(), simulator.baseUrl());
        try {
            return ConfigurationLoader.parse(head + ROUTES, Path.of("."), environment);
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static String sha256(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Where the service listens, without a slash at its end. */
    String baseUrl() {
        return "http://127.0.0.1:" + node.port();
    }

    /** Where the simulator listens, without a slash at its end. */
    String simulatorUrl() {
        return simulator.baseUrl();
    }

    /** The calls that providers saw of this question. */
    List<Call> callsAbout(String question) {
        return simulator.calls().all().stream().filter(asks(question)).toList();
    }

    /** Waits until a provider is asked. */
    void awaitCallAbout(String question) throws InterruptedException {
        await(question, _ -> true, "no provider was asked");
    }

    /** Waits until a provider saw that the service hung up on it. */
    void awaitHangUpAbout(String question) throws InterruptedException {
        await(question, Call::clientGone, "the call to the provider goes on");
    }

    private void await(String question, Predicate<Call> expected, String otherwise) throws InterruptedException {
        boolean seen = simulator
                .calls()
                .await(SOON, calls -> calls.stream().anyMatch(asks(question).and(expected)));
        if (!seen) {
            throw new AssertionError(otherwise + ": " + question);
        }
    }

    private static Predicate<Call> asks(String question) {
        return call -> call.body().toString().contains(question);
    }

    @Override
    public void close() {
        node.close();
        simulator.close();
    }
}
