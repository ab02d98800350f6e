package io.downclimb.bench.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.downclimb.bench.load.Exchange;
import io.downclimb.bench.load.Outcome;
import io.downclimb.bench.mock.Fault;
import io.downclimb.bench.report.Machine;
import io.downclimb.bench.report.Results;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncidentReportTest {
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Phase PHASE = new Phase("recovery", Fault.none(), Duration.ofSeconds(10));

    @Test
    void theScriptBreaksThePrimaryInFourWaysAndMendsItEachTime() {
        IncidentScript script = IncidentScript.standard();

        assertThat(script.phases()).filteredOn(Phase::broken).hasSize(4);
        assertThat(script.phases().getFirst().broken()).isFalse();
        assertThat(script.phases().getLast().broken()).isFalse();
        for (int phase = 1; phase < script.phases().size(); phase++) {
            assertThat(script.phases().get(phase).broken())
                    .isNotEqualTo(script.phases().get(phase - 1).broken());
        }
        assertThat(script.length()).isBetween(Duration.ofMinutes(3), Duration.ofMinutes(4));
        assertThat(IncidentScript.quick().length()).isEqualTo(script.length().dividedBy(2));
    }

    @Test
    void aPhaseCountsWhatArrivedInIt() {
        PhaseResult result = result(
                exchange(999, 10, "primary"), // before
                exchange(1_000, 10, "secondary"),
                exchange(3_000, 21_000, "secondary"), // too late for its caller
                exchange(10_999, 10, "primary"),
                exchange(11_000, 10, "primary")); // after

        assertThat(result.reading().sent()).isEqualTo(3);
        assertThat(result.inTime()).isEqualTo(2);
        assertThat(result.inTimeShare()).isCloseTo(2.0 / 3, within(1e-9));
    }

    @Test
    void thePrimaryIsBackWithItsFirstAnswerToARequestOfThePhase() {
        PhaseResult result = result(
                exchange(500, 5_000, "primary"), // an older request, answered late
                exchange(2_000, 100, "secondary"),
                exchange(4_000, 250, "primary"),
                exchange(5_000, 100, "primary"));

        assertThat(result.returnSeconds()).isCloseTo(3.25, within(1e-6));
        assertThat(result(exchange(2_000, 100, "secondary")).returnSeconds()).isNaN();
    }

    @Test
    void thePageNamesEveryGatewayPhaseAndFailure() {
        IncidentScript script = new IncidentScript(
                List.of(new Phase("outage", new Fault.Outage(503), Duration.ofSeconds(1)), PHASE), 8, DEADLINE);
        List<PhaseResult> phases = List.of(
                PhaseResult.of(
                        script.phases().getFirst(),
                        0,
                        List.of(new Exchange(0, 5, new Outcome.Failed("status 500"))),
                        7,
                        DEADLINE),
                result(exchange(1_500, 500, "primary")));
        Machine machine = new Machine("a processor", 2, 8, "Linux", "25");

        String page = new IncidentReport(
                        machine, script, Map.of("Gateway 1", phases), Map.of("Gateway 2", "it is not there"))
                .text();

        assertThat(page)
                .contains("| outage | 0.0 |")
                .contains("| recovery | 100.0 |")
                .contains("| recovery | 0.500 / 0.500 / 0.500 |")
                .contains("| outage | 7 |")
                .contains("| recovery | 1.0 |")
                .contains("- Gateway 1, outage: status 500 (1)")
                .contains("- Left out: Gateway 2, because it is not there");
    }

    @Test
    void rawFiguresAndPlotsAreWritten(@TempDir Path folder) throws Exception {
        IncidentScript script = IncidentScript.standard();
        List<PhaseResult> phases = script.phases().stream()
                .map(phase -> PhaseResult.of(phase, 0, List.of(exchange(0, 500, "primary")), 1, DEADLINE))
                .toList();
        IncidentReport report = new IncidentReport(
                new Machine("a processor", 2, 8, "Linux", "25"), script, Map.of("Gateway", phases), Map.of());
        Results results = new Results(folder);
        results.raw("incident.json", report);
        report.draw(folder);

        assertThat(Files.readString(folder.resolve("incident.json")))
                .contains("\"deadline\" : 20.000000000", "\"callsToPrimary\" : 1", "\"inTen\" : 3");
        assertThat(folder.resolve("incident-p95.png")).isNotEmptyFile();
        assertThat(folder.resolve("incident-calls.png")).isNotEmptyFile();
    }

    private static PhaseResult result(Exchange... exchanges) {
        return PhaseResult.of(PHASE, nanos(1_000), List.of(exchanges), 1, DEADLINE);
    }

    private static Exchange exchange(long startedMilliseconds, long tookMilliseconds, String by) {
        return new Exchange(nanos(startedMilliseconds), nanos(tookMilliseconds), new Outcome.Answered(by));
    }

    private static long nanos(long milliseconds) {
        return Duration.ofMillis(milliseconds).toNanos();
    }
}
