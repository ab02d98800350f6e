package io.downclimb.api.stack;

import io.downclimb.api.Node;
import io.downclimb.api.config.Configuration;
import io.downclimb.api.config.ConfigurationException;
import io.downclimb.api.config.ConfigurationLoader;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Simulator;
import io.downclimb.workflows.breaker.BreakerView.CircuitView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A node over real servers whose providers, models and routes a test class writes itself, for tests of what judges, validators and status pages
 * do: each test has its own provider and so its own breaker. Beside the configuration lie {@code rubric.md} and {@code anchors.yaml}.
 */
final class WatchedStage implements AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);
    private static final String ANCHORS = """
            - {question: How so, answer: "Like this, and then like that.", score: 0.9}
            - {question: Why so, answer: "I am sure this is fine.", score: 0.1}
            - {question: When so, answer: "lantern of Tuesday seven gravel", score: 0.1}
            """;

    private final Simulator simulator = Simulator.start(0);
    private final Records records = new Records(SharedStack.newDatabase());
    private final Stack stack;

    /**
     * A stage with one node, started.
     *
     * @param folder where the files beside the configuration are written
     * @param yaml {@code providers}, {@code models} and {@code routes}; {@code SIM} stands for the simulator's address
     * @param beside properties of the node
     */
    WatchedStage(Path folder, String yaml, Map<String, Object> beside) {
        try {
            Files.writeString(folder.resolve("rubric.md"), "A good answer answers what was asked.");
            Files.writeString(folder.resolve("anchors.yaml"), ANCHORS);
            Configuration configuration = ConfigurationLoader.parse(
                    "server: {port: 0}\n"
                            + yaml.replace("SIM", simulator.baseUrl().toString()),
                    folder,
                    environment());
            stack = Stack.of(simulator, Node.start(configuration, beside));
        } catch (ConfigurationException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("DOWNCLIMB_DATABASE_URL", records.jdbcUrl());
        environment.put("DOWNCLIMB_DATABASE_USER", SharedStack.postgres().username());
        environment.put("DOWNCLIMB_DATABASE_PASSWORD", SharedStack.postgres().password());
        environment.put("DOWNCLIMB_TEMPORAL_TARGET", SharedStack.temporal().target());
        environment.put("DOWNCLIMB_TEMPORAL_NAMESPACE", SharedStack.namespace(records.jdbcUrl()));
        environment.put("KEY", "sk-secret");
        return environment;
    }

    /** A provider's entry; further keys begin with a comma. */
    static String provider(String name, String further) {
        return "  %s: {api: openai-chat, base-url: \"SIM/%s/v1\", keys: [\"${KEY}\"]%s}\n"
                .formatted(name, name, further);
    }

    /** A route whose primary is the provider's, with further keys, and whose secondary is {@code backup}. */
    static String route(String name, String provider, String model, String primary, String further) {
        return """
                  %s:
                    deadline: 60s
                    ladder:
                      - {tier: primary, provider: %s, model: %s, budget: 12s%s}
                      - {tier: secondary, provider: backup, model: backup-model, budget: 12s}
                      - {tier: canned, text: "Later."}
                """.formatted(name, provider, model, primary) + further.indent(4);
    }

    Simulator simulator() {
        return simulator;
    }

    Stack stack() {
        return stack;
    }

    Records records() {
        return records;
    }

    /** The circuit of a route's primary, as the node knows it. Fails where nothing was heard of it. */
    CircuitView quality(String provider, String route) {
        return find(provider, route).orElseThrow();
    }

    /** The phase of the same; closed while nothing was heard of it. */
    Phase phase(String provider, String route) {
        return find(provider, route).map(CircuitView::phase).orElse(Phase.CLOSED);
    }

    private Optional<CircuitView> find(String provider, String route) {
        return BreakerStage.view(stack, provider).circuits().stream()
                .filter(circuit -> circuit.id() instanceof CircuitId.Quality id
                        && id.route().equals(route))
                .findFirst();
    }

    /** Asks until the primary has answered: the id of that request. */
    String answeredByPrimary(String route, String question) {
        return await(
                        Duration.ofMinutes(2),
                        () -> stack.ask(route, question),
                        answer -> tier(answer).equals("primary"))
                .requestId();
    }

    /** Asks so many times, some at once; the answers in the order of the questions. */
    List<Stack.Answer> ask(String route, int times) {
        try (ExecutorService callers = Executors.newFixedThreadPool(6)) {
            List<Future<Stack.Answer>> asked = IntStream.range(0, times)
                    .mapToObj(number -> callers.submit(() -> stack.ask(route, "question " + number)))
                    .toList();
            List<Stack.Answer> answers = new ArrayList<>();
            for (Future<Stack.Answer> one : asked) {
                answers.add(one.get());
            }
            return answers;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@link Patiently#await}, for looks that cost a connection or a call. */
    static <T> T await(Duration atMost, Supplier<T> look, Predicate<T> expected) {
        return Patiently.await(
                atMost,
                () -> {
                    LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
                    return look.get();
                },
                expected);
    }

    static String tier(Stack.Answer answer) {
        return answer.header("downclimb-tier");
    }

    /** What a circuit heard, summed over its windows, by the field's name; all circuits of the provider where none is named. */
    double heard(String provider, String circuit, String field) {
        return stack.get("/v1/breakers/" + provider)
                .json()
                .path("windows")
                .propertyStream()
                .filter(series -> circuit.isEmpty() || series.getKey().equals(circuit))
                .flatMap(series -> series.getValue().valueStream())
                .mapToDouble(window -> window.path(field).asDouble())
                .sum();
    }

    @Override
    public void close() {
        stack.close();
    }
}
