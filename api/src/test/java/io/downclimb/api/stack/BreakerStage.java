package io.downclimb.api.stack;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.activities.breaker.BreakerViews;
import io.downclimb.api.Node;
import io.downclimb.api.config.Configuration;
import io.downclimb.api.config.ConfigurationException;
import io.downclimb.api.config.ConfigurationLoader;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Simulator;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.BreakerView.CircuitView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A node, or two, over real servers, with as many simulated providers as a test class names: each test has its own, and so its own breaker. */
final class BreakerStage implements AutoCloseable {
    static final String KEY = "sk-secret";
    static final String FIRST_KEY = "sk-first";
    static final String SECOND_KEY = "sk-second";

    private final Simulator simulator = Simulator.start(0);
    private final String jdbcUrl = SharedStack.newDatabase();
    private final Configuration configuration;

    /**
     * A stage whose node is not started yet.
     *
     * @param providers names of providers that speak OpenAI's format, each with the further keys of its entry: {@code ", breaker: {cooldown: 5s}"}.
     *     An entry has the key {@link #KEY}, unless it names its own: {@code KEY}, {@code FIRST_KEY} and {@code SECOND_KEY} are there
     * @param routes YAML, not indented; {@code SIM} stands for the simulator's address there and in the keys
     */
    BreakerStage(Map<String, String> providers, String routes) {
        String entries = providers.entrySet().stream()
                .map(entry -> entry(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining());
        String yaml = """
                server: {port: 0}
                temporal: {task-queue: "%s"}
                providers:
                %sroutes:
                %s""".formatted(jdbcUrl.replaceAll(".*/", "").replaceAll("\\?.*", ""), entries, routes.indent(2))
                .replace("SIM", simulator.baseUrl().toString());
        Map<String, String> environment = new HashMap<>();
        environment.put("DOWNCLIMB_DATABASE_URL", jdbcUrl);
        environment.put("DOWNCLIMB_DATABASE_USER", SharedStack.postgres().username());
        environment.put("DOWNCLIMB_DATABASE_PASSWORD", SharedStack.postgres().password());
        environment.put("DOWNCLIMB_TEMPORAL_TARGET", SharedStack.temporal().target());
        environment.put("DOWNCLIMB_TEMPORAL_NAMESPACE", SharedStack.namespace(jdbcUrl));
        environment.put("KEY", KEY);
        environment.put("FIRST_KEY", FIRST_KEY);
        environment.put("SECOND_KEY", SECOND_KEY);
        try {
            configuration = ConfigurationLoader.parse(yaml, Path.of("src/test/resources/config"), environment);
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private String entry(String name, String further) {
        String keys = further.contains("keys:") ? "" : ", keys: [\"${KEY}\"]";
        return "  %s: {api: openai-chat, base-url: \"%s/%s/v1\"%s%s}\n"
                .formatted(name, simulator.baseUrl(), name, keys, further);
    }

    Simulator simulator() {
        return simulator;
    }

    /** A ladder of a primary, a backup that is always well, and a canned text. */
    static String route(String name, String provider, String primaryKeys) {
        return route(name, provider, "a-model", primaryKeys, "backup");
    }

    static String route(String name, String provider, String model, String primaryKeys, String secondary) {
        return """
                %s:
                  deadline: 20s
                  ladder:
                    - {tier: primary, provider: %s, model: %s, budget: 8s%s}
                    - {tier: secondary, provider: %s, model: b-model, budget: 8s}
                    - {tier: canned, text: "Later."}
                """.formatted(name, provider, model, primaryKeys, secondary);
    }

    /** Starts one more node, which is ready. */
    Stack node() {
        Stack stack = Stack.of(simulator, Node.start(configuration));
        Patiently.await(
                Duration.ofSeconds(60), () -> stack.get("/health/readiness").status(), status -> status == 200);
        return stack;
    }

    static BreakerView view(Stack stack, String provider) {
        return stack.node().context().getBean(BreakerViews.class).of(provider);
    }

    static Phase phase(Stack stack, String provider, CircuitId circuit) {
        return view(stack, provider).circuit(circuit).map(CircuitView::phase).orElse(Phase.CLOSED);
    }

    static Phase health(Stack stack, String provider) {
        return phase(stack, provider, new CircuitId.Health(null));
    }

    static void awaitHealth(Stack stack, String provider, Duration atMost, Phase... phases) {
        Patiently.await(atMost, () -> health(stack, provider), List.of(phases)::contains);
    }

    /** The transitions of a provider's circuits, newest first, as the API tells them. */
    static List<JsonNode> transitions(Stack stack, String provider) {
        JsonNode shown = stack.get("/v1/breakers/" + provider).json();
        return shown.path("transitions").valueStream().toList();
    }

    /** What became of a provider's circuits, oldest first, in words such as {@code health: closed > open, errors}. */
    static List<String> story(Stack stack, String provider) {
        return transitions(stack, provider).reversed().stream()
                .map(BreakerStage::words)
                .toList();
    }

    static String words(JsonNode transition) {
        return "%s: %s > %s, %s"
                .formatted(
                        transition.path("circuit").asText(),
                        transition.path("from").asText(),
                        transition.path("to").asText(),
                        transition.path("cause").asText());
    }

    /** The first transition that these words tell of. */
    static JsonNode transition(Stack stack, String provider, String words) {
        return transitions(stack, provider).reversed().stream()
                .filter(transition -> words(transition).equals(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError(words + " is not in " + story(stack, provider)));
    }

    static Instant at(JsonNode transition) {
        return Instant.parse(transition.path("at").asText());
    }

    @Override
    public void close() {
        simulator.close();
    }
}
