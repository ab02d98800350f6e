package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.downclimb.embedded.SharedStack;
import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentFile;
import io.downclimb.incident.whatif.Comparison;
import io.downclimb.incident.whatif.Figures;
import io.downclimb.incident.whatif.Runs;
import io.downclimb.incident.whatif.Trip;
import io.downclimb.incident.whatif.WhatIf;
import io.downclimb.simulator.Fault;
import io.downclimb.simulator.Simulator;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.policy.Policy;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The simulation against reality. The same outage is lived through twice on the real stack, with two policies, and exported: what-if must reproduce the first from its own
 * record, and foretell the second from the record of the first.
 */
class WhatIfIT {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int SEEDS = 20;
    /** What was lived through and what was foretold stays there, to be looked at. */
    private static final Path FOLDER = Path.of("target", "what-if");

    private static Incident patient;
    private static Incident eager;

    @BeforeAll
    static void happens() throws IOException {
        Files.createDirectories(FOLDER);
        patient = outage("patient", "6s");
        eager = outage("eager", "2s");
    }

    /**
     * Calm until all reports have told what is usual. Then a provider that hangs for some 27 s, out of the blue, under 13 requests a second: a fraction of what two slow cores can do, since what-if knows nothing of a
     * machine that has too much to do. It comes back well between two probes, with either policy.
     */
    private static Incident outage(String name, String budget) throws IOException {
        Simulator simulator = Simulator.start(0);
        String yaml = "providers:\n" + Installation.provider("first", "") + Installation.provider("second", "")
                + """
                routes:
                  support:
                    deadline: 20s
                    ladder:
                      - {tier: primary, provider: first, model: a-model, budget: %s, retries: 1, execution: inline}
                      - {tier: secondary, provider: second, model: b-model, budget: 4s, execution: inline}
                      - {tier: canned, text: "Later."}
                """.formatted(budget);
        Instant begin = Instant.now();
        try (Stack stack = new Installation(
                        simulator, SharedStack.newDatabase(), SharedStack.postgres(), SharedStack.temporal(), yaml)
                .node()) {
            Patiently.await(SOON, () -> stack.get("/health/readiness").status(), status -> status == 200);
            try (Traffic traffic = Traffic.on(stack, "support", Duration.ofMillis(75))) {
                Patiently.await(SOON, traffic::asked, asked -> asked >= 375);
                simulator.faults().set("first", new Fault.Silent());
                Patiently.await(SOON, traffic::asked, asked -> asked >= 735);
                simulator.faults().clear("first");
                Patiently.await(SOON, traffic::asked, asked -> asked >= 835);
                BreakerStage.awaitHealth(stack, "first", SOON, Phase.CLOSED);
                Patiently.await(SOON, () -> traffic.replies().size(), replies -> replies >= 1_050);
            }
            return exported(stack, FOLDER.resolve(name + ".zip"), begin);
        }
    }

    private static Incident exported(Stack stack, Path file, Instant begin) throws IOException {
        Files.deleteIfExists(file); // it would be written over, not replaced
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<Path> response = client.send(
                    HttpRequest.newBuilder(stack.uri("/v1/incident?from=" + begin.toEpochMilli()))
                            .build(),
                    HttpResponse.BodyHandlers.ofFile(file));
            assertThat(response.statusCode()).isEqualTo(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the export was interrupted", e);
        }
        try (IncidentFile opened = IncidentFile.open(file)) {
            return opened.load();
        }
    }

    @Test
    void withTheSamePolicyItReproducesWhatWasRecorded() throws IOException {
        assertThat(patient.requests()).hasSizeGreaterThanOrEqualTo(1_000);
        Comparison comparison = WhatIf.of(patient).seeds(SEEDS).run();
        Files.writeString(FOLDER.resolve("unchanged.txt"), comparison.text());
        assertSharesWithin(0.02, comparison.unchanged(), comparison.recorded());
        List<Trip> trips = comparison.recorded().trips();
        assertThat(trips).isNotEmpty();
        assertThat(comparison.unchanged().median(run -> run.trips().size())).isEqualTo(trips.size());
        for (int place = 0; place < trips.size(); place++) {
            assertThat(tripAt(comparison.unchanged(), place))
                    .as("trip %d", place)
                    .isCloseTo((double) trips.get(place).at(), within(1_000.0));
        }
    }

    @Test
    void withABetterPolicyItShowsTheGainThatASecondOutageConfirms() throws IOException {
        Policy better = eager.policies().values().iterator().next();
        Comparison comparison = WhatIf.of(patient).with(better).seeds(SEEDS).run();
        Files.writeString(FOLDER.resolve("better.txt"), comparison.text());
        Runs foretold = comparison.changed();
        Figures lived = WhatIf.of(eager).recorded();
        assertThat(foretold).isNotNull();
        assertThat(foretold.median(run -> run.answerMs(0.99)))
                .as("p99 foretold")
                .isLessThan(comparison.unchanged().median(run -> run.answerMs(0.99)));
        assertThat(lived.answerMs(0.99))
                .as("p99 lived")
                .isLessThan(comparison.recorded().answerMs(0.99));
        assertSharesWithin(0.05, foretold, lived);
    }

    private static void assertSharesWithin(double points, Runs runs, Figures recorded) {
        for (String tier : List.of("primary", "secondary", "canned")) {
            assertThat(runs.median(run -> run.tierShare(tier)))
                    .as(tier)
                    .isCloseTo(recorded.tierShare(tier), within(points));
        }
        assertThat(runs.median(Figures::inTimeShare)).as("in time").isCloseTo(recorded.inTimeShare(), within(points));
    }

    /** The median over those runs that have it. */
    private static double tripAt(Runs runs, int place) {
        List<Long> times = runs.figures().stream()
                .filter(run -> run.trips().size() > place)
                .map(run -> run.trips().get(place).at())
                .sorted()
                .toList();
        return (times.get(times.size() / 2) + times.get((times.size() - 1) / 2)) / 2.0;
    }
}
