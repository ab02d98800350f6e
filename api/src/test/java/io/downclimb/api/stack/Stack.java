package io.downclimb.api.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.downclimb.api.Node;
import io.downclimb.api.config.Configuration;
import io.downclimb.api.config.ConfigurationException;
import io.downclimb.api.config.ConfigurationLoader;
import io.downclimb.embedded.LocalPostgres;
import io.downclimb.embedded.LocalTemporal;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A node over a real PostgreSQL and a real Temporal dev server, with a simulator for providers {@code first} (Anthropic) and
 * {@code second} (OpenAI), which no breaker watches: tests of the ladder break them all the time. Each has a database of its own; tests of one class
 * share it.
 */
public final class Stack implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Simulator simulator;
    private final Node node;
    private final HttpClient http = HttpClient.newHttpClient();

    private Stack(Simulator simulator, Node node) {
        this.simulator = simulator;
        this.node = node;
    }

    /** With the given routes (YAML, indented by two) over the servers that all tests share. */
    public static Stack start(String routes) {
        return start(routes, SharedStack.newDatabase(), SharedStack.postgres(), SharedStack.temporal());
    }

    /** Of a simulator and a node that the test has configured itself. Closes both. */
    static Stack of(Simulator simulator, Node node) {
        return new Stack(simulator, node);
    }

    /** With servers of the test's own. */
    public static Stack start(String routes, String jdbcUrl, LocalPostgres postgres, LocalTemporal temporal) {
        Simulator simulator = Simulator.start(0);
        Node node = Node.start(configuration(routes, jdbcUrl, postgres, temporal, simulator));
        return new Stack(simulator, node);
    }

    public static Configuration configuration(
            String routes, String jdbcUrl, LocalPostgres postgres, LocalTemporal temporal, Simulator simulator) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DOWNCLIMB_DATABASE_URL", jdbcUrl);
        environment.put("DOWNCLIMB_DATABASE_USER", postgres.username());
        environment.put("DOWNCLIMB_DATABASE_PASSWORD", postgres.password());
        environment.put("DOWNCLIMB_TEMPORAL_TARGET", temporal.target());
        environment.put("DOWNCLIMB_TEMPORAL_NAMESPACE", namespace(jdbcUrl, temporal));
        environment.put("FIRST_KEY", "sk-first-secret");
        environment.put("SECOND_KEY", "sk-second-secret");
        String yaml = """
                server: {port: 0}
                temporal: {task-queue: "%s"}
                providers:
                  first: {api: anthropic-messages, base-url: "%s/first", keys: ["${FIRST_KEY}"], breaker: off}
                  second: {api: openai-chat, base-url: "%s/second/v1", keys: ["${SECOND_KEY}"], breaker: off}
                  same: {api: openai-chat, base-url: "%s/same/v1", keys: ["${SECOND_KEY}"], breaker: off}
                models:
                  first/a-model: {window: 200000, price: {input: 3.00, output: 15.00}}
                routes:
                """.formatted(
                                jdbcUrl.replaceAll(".*/", "").replaceAll("\\?.*", ""),
                                simulator.baseUrl(),
                                simulator.baseUrl(),
                                simulator.baseUrl())
                + routes.indent(2);
        try {
            return ConfigurationLoader.parse(yaml, Path.of("."), environment);
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Installations that share a server keep apart by namespaces: each provider has one breaker in each. */
    private static String namespace(String jdbcUrl, LocalTemporal temporal) {
        return temporal.furtherNamespaces().isEmpty() ? temporal.namespace() : SharedStack.namespace(jdbcUrl);
    }

    public Simulator simulator() {
        return simulator;
    }

    public Node node() {
        return node;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + node.port() + path);
    }

    /** Asks the OpenAI-compatible door. Headers come in pairs. */
    public Answer ask(String route, String prompt, String... headers) {
        return post("/v1/chat/completions", question(route, prompt), headers);
    }

    public static String question(String route, String prompt) {
        return JSON.createObjectNode()
                .put("model", route)
                .set(
                        "messages",
                        JSON.createArrayNode()
                                .add(JSON.createObjectNode().put("role", "user").put("content", prompt)))
                .toString();
    }

    public Answer post(String path, String body, String... headers) {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                headers);
    }

    public Answer get(String path) {
        return send(HttpRequest.newBuilder(uri(path)).GET());
    }

    private Answer send(HttpRequest.Builder request, String... headers) {
        if (headers.length > 0) {
            request.headers(headers);
        }
        long began = System.nanoTime();
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            long took = (System.nanoTime() - began) / 1_000_000;
            return new Answer(response, took);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        node.close();
        simulator.close();
    }

    /** What came back, and how long it took in ms. */
    public record Answer(HttpResponse<String> response, long tookMs) {
        public int status() {
            return response.statusCode();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public JsonNode json() {
            try {
                return JSON.readTree(response.body());
            } catch (IOException e) {
                throw new IllegalStateException("not JSON: " + response.body(), e);
            }
        }

        /** The text of the first choice. */
        public String text() {
            return json().at("/choices/0/message/content").asText();
        }

        public String requestId() {
            return header("downclimb-request-id");
        }
    }
}
