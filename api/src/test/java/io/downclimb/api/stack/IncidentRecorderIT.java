package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.db.RequestRow;
import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentFile;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.simulator.Fault;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Attempts;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import io.temporal.worker.WorkerFactory;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records the incidents that {@code GoldenIncidentTest} in {@code replay} replays: one for each kind of failure, from the real stack, exported through the
 * door. Runs only when asked to ({@code -Ddownclimb.record=true}): see docs/replay.md. Each test also checks that the incident shows what its name says.
 */
@EnabledIfSystemProperty(named = "downclimb.record", matches = "true")
class IncidentRecorderIT {
    private static final Path FOLDER = Path.of("..", "replay", "src", "test", "resources", "incidents");
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final int CALM = 12;
    private static final int AFTERWARDS = 12;

    private static WatchedStage stage;

    @BeforeAll
    static void start(@TempDir Path folder) {
        String quick = ", breaker: {cooldown: 5s}";
        StringBuilder yaml = new StringBuilder("providers:\n");
        for (String name : List.of("outage", "hang", "garbage", "quality-drop", "refused-key", "lost-worker", "slow")) {
            yaml.append(WatchedStage.provider(name, quick));
        }
        yaml.append(WatchedStage.provider("bench", ""))
                .append(WatchedStage.provider("backup", ""))
                .append("routes:\n")
                .append(route("outage", "", ""))
                .append(route("hang", "", ""))
                .append(route("garbage", ", validate: [{regex: \"Simulated answer\"}]", ""))
                .append(route(
                        "quality-drop",
                        ", quality: 0.7",
                        "judge: {rubric: rubric.md, sample: 1.0, judges: [{provider: bench, model: judge-model}]}"))
                .append(route("refused-key", "", ""))
                .append(route("lost-worker", ", complete-within: 3s, execution: activity", ""))
                .append(route("slow", "", ""));
        stage = new WatchedStage(folder, yaml.toString(), Map.of());
    }

    private static String route(String name, String primary, String further) {
        return """
                  %s:
                    deadline: 10s
                    ladder:
                      - {tier: primary, provider: %s, model: a-model, budget: 2s%s}
                      - {tier: secondary, provider: backup, model: b-model, budget: 4s}
                      - {tier: canned, text: "Later."}
                """.formatted(name, name, primary) + further.indent(4);
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void anOutage() {
        Incident incident =
                happens("outage", new Fault.Echo(Fault.status(529)), () -> isHealth("outage", Phase.OPEN), true);
        assertThat(trips(incident)).containsExactly("health");
    }

    @Test
    void aHang() {
        Incident incident = happens("hang", new Fault.Silent(), () -> isHealth("hang", Phase.OPEN), true);
        assertThat(trips(incident)).containsExactly("health");
    }

    @Test
    void garbageAnswers() {
        Incident incident = happens(
                "garbage", new Fault.Garbage(null), () -> stage.phase("garbage", "garbage") == Phase.OPEN, false);
        assertThat(trips(incident)).allMatch(circuit -> circuit.startsWith("quality/garbage/primary/"));
    }

    @Test
    void aSilentDropInQuality() {
        Incident incident = happens(
                "quality-drop",
                new Fault.Worse(),
                () -> stage.phase("quality-drop", "quality-drop") == Phase.OPEN,
                false);
        assertThat(trips(incident)).allMatch(circuit -> circuit.startsWith("quality/quality-drop/primary/"));
        assertThat(incident.judgements()).isNotEmpty();
    }

    @Test
    void aRefusedKey() {
        Incident incident = happens(
                "refused-key",
                new Fault.Echo(new Fault.BrokenKey()),
                () -> BreakerStage.view(stage.stack(), "refused-key").circuits().stream()
                        .anyMatch(circuit -> circuit.id() instanceof CircuitId.Key && circuit.phase() == Phase.OPEN),
                false);
        assertThat(trips(incident)).allMatch(circuit -> circuit.startsWith("key/"));
    }

    @Test
    void slowFirstContent() {
        Fault slow = new Fault.SlowFirstToken(1_200);
        int faulty = 20;
        Instant begin = Instant.now();
        try (Traffic traffic = Traffic.on(stage.stack(), "slow", EVERY)) {
            WatchedStage.await(LONG, traffic::replies, replies -> replies.size() >= CALM);
            stage.simulator().faults().set("slow", slow);
            traffic.next(faulty, LONG);
        }
        Incident incident = export("slow", begin);
        assertThat(incident.requests())
                .filteredOn(request -> request.attempts().stream()
                        .map(attempt -> attempt.result())
                        .anyMatch(result ->
                                result != null && result.firstContentMs() != null && result.firstContentMs() >= 1_200))
                .hasSizeGreaterThanOrEqualTo(faulty / 2);
    }

    @Test
    void lostWorkers() {
        Instant begin = Instant.now();
        HistoryRecorderStage recorder = new HistoryRecorderStage(stage.stack());
        RequestRow like = recorder.ask("lost-worker", "learn the policy's hash");
        for (int request = 0; request < CALM; request++) {
            recorder.awaitEnd(recorder.ask("lost-worker", "in good hands").workflowId());
        }
        CountDownLatch end = new CountDownLatch(1);
        List<RequestRow> lost = new ArrayList<>();
        List<WorkerFactory> workers = new ArrayList<>();
        try {
            for (int request = 0; request < CALM; request++) {
                RequestRow row = recorder.accept(like, Duration.ofSeconds(10), "in hands that let go");
                lost.add(row);
                workers.add(recorder.startOn(lettingGo(recorder.bean(Attempts.class), end), row));
            }
            lost.forEach(row -> recorder.awaitEnd(row.workflowId()));
        } finally {
            end.countDown();
            workers.forEach(WorkerFactory::shutdownNow);
        }
        Incident incident = export("lost-worker", begin);
        assertThat(incident.requests())
                .filteredOn(request -> request.classes().contains("primary:LOST_WORKER"))
                .isNotEmpty()
                .extracting(IncidentRequest::outcome)
                .containsOnly("answered");
    }

    /** The first call says nothing any more, not even that its worker is alive. */
    private static Attempts lettingGo(Attempts real, CountDownLatch end) {
        return order -> {
            if (order.number() > 1) {
                return real.attempt(order);
            }
            return nothing(end);
        };
    }

    private static AttemptResult nothing(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("dead");
    }

    /** Good times, the fault until the breaker shows it, some more requests and, where it comes back by itself, the way back. */
    private static Incident happens(String name, Fault fault, BooleanSupplier shows, boolean comesBack) {
        Instant begin = Instant.now();
        try (Traffic traffic = Traffic.on(stage.stack(), name, EVERY)) {
            WatchedStage.await(LONG, traffic::replies, replies -> replies.size() >= CALM);
            stage.simulator().faults().set(name, "a-model", fault);
            WatchedStage.await(LONG, shows::getAsBoolean, Boolean::booleanValue);
            traffic.next(AFTERWARDS, LONG);
            stage.simulator().faults().clear(name);
            if (comesBack) {
                BreakerStage.awaitHealth(stage.stack(), name, LONG, Phase.CLOSED);
            }
        }
        return export(name, begin);
    }

    private static boolean isHealth(String provider, Phase phase) {
        return BreakerStage.health(stage.stack(), provider) == phase;
    }

    private static List<String> trips(Incident incident) {
        return incident.transitions().stream()
                .filter(IncidentTransition::isTrip)
                .map(IncidentTransition::circuit)
                .toList();
    }

    private static Incident export(String name, Instant begin) {
        Path to = FOLDER.resolve(name + ".zip");
        try (HttpClient client = HttpClient.newHttpClient()) {
            Files.createDirectories(FOLDER);
            HttpResponse<Path> response = client.send(
                    HttpRequest.newBuilder(
                                    stage.stack().uri("/v1/incident?route=" + name + "&from=" + begin.toEpochMilli()))
                            .build(),
                    HttpResponse.BodyHandlers.ofFile(to));
            assertThat(response.statusCode()).isEqualTo(200);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        try (IncidentFile file = IncidentFile.open(to)) {
            assertThat(file.closing().missingHistories()).isZero();
            assertThat(file.closing().leftOut()).isEmpty();
            Incident incident = file.load();
            assertThat(incident.requests()).hasSizeGreaterThanOrEqualTo(2 * CALM);
            return incident;
        }
    }
}
