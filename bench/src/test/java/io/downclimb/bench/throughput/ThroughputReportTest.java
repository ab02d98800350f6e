package io.downclimb.bench.throughput;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.bench.Options;
import io.downclimb.bench.load.Reading;
import io.downclimb.bench.report.Machine;
import io.downclimb.bench.report.Results;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThroughputReportTest {
    private static final Machine MACHINE = new Machine("a processor", 2, 8, "Linux", "25");

    @Test
    void differencesAndRatiosAreTakenWithinARound() {
        String page = report().text();

        assertThat(page)
                .contains("| Downclimb (dev store) | 10.00 (5.00–15.00) |") // its p50
                .contains("9.00 (4.00–14.00)") // what comes on top of the mock's 1 ms
                .contains("0.50 (0.50–0.50) / 2.00 (2.00–2.00)"); // to LiteLLM, which is twice as slow in each round
    }

    @Test
    void cpuIsToldApartByGroup() {
        assertThat(report().text())
                .contains("| Downclimb (dev store) | 6.0 (6.0–6.0) | 4.0 (4.0–4.0) | 2.0 (2.0–2.0) | – |");
    }

    @Test
    void whatWasNotAnsweredAndWhoIsMissingIsNamed() {
        assertThat(report().text())
                .contains("- Downclimb (dev store): connection closed (3)")
                .contains("- Left out: Portkey 1, because there is no npm")
                .contains("1: 90.0/s; 2: 180.0/s;");
    }

    @Test
    void rawFiguresAndPlotsAreWritten(@TempDir Path folder) throws Exception {
        Results results = new Results(folder.resolve("results"));
        results.raw("bench.json", report());
        report().draw(results.folder());

        assertThat(Files.readString(results.folder().resolve("bench.json"))).contains("\"coldStartSeconds\" : 3.0");
        assertThat(results.folder().resolve("bench-throughput.png")).isNotEmptyFile();
        assertThat(results.folder().resolve("bench-latency.png")).isNotEmptyFile();
    }

    @Test
    void eachRoundBeginsWithAnother() {
        assertThat(ThroughputBench.rotated(List.of("a", "b", "c"), 0)).containsExactly("a", "b", "c");
        assertThat(ThroughputBench.rotated(List.of("a", "b", "c"), 4)).containsExactly("b", "c", "a");
    }

    private static ThroughputReport report() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("mock", "Mock alone");
        labels.put("downclimb-dev", "Downclimb (dev store)");
        labels.put("litellm", "LiteLLM 1, 2 workers");
        return new ThroughputReport(
                MACHINE,
                Options.parse(List.of()),
                labels,
                List.of(
                        turn("mock", 1, 1, 5_000),
                        turn("downclimb-dev", 1, 5, 200),
                        turn("litellm", 1, 9, 100),
                        turn("litellm", 2, 29, 50),
                        turn("downclimb-dev", 2, 15, 100),
                        turn("mock", 2, 1, 5_000)),
                Map.of("Portkey 1", "there is no npm"),
                Map.of(1, 90.0, 2, 180.0));
    }

    private static TurnResult turn(String name, int round, double p50, long perSecond) {
        boolean failing = name.equals("downclimb-dev") && round == 1;
        return new TurnResult(
                name,
                round,
                2,
                3,
                4,
                List.of(level(1, p50, perSecond, false), level(32, p50, perSecond, failing)),
                Map.of("service", 100.0));
    }

    private static LevelResult level(int callers, double p50, long answered, boolean failing) {
        Reading reading = new Reading(
                1,
                answered + (failing ? 3 : 0),
                answered,
                p50,
                p50,
                p50,
                p50,
                p50,
                Map.of("primary", answered),
                Map.of(),
                failing ? Map.of("connection closed", 3L) : Map.of());
        return new LevelResult(callers, reading, Map.of("service", answered * 0.004, "Temporal", answered * 0.002));
    }
}
