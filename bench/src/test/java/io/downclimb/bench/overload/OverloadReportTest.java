package io.downclimb.bench.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.bench.load.Exchange;
import io.downclimb.bench.load.Outcome;
import io.downclimb.bench.report.Machine;
import io.downclimb.bench.report.Results;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverloadReportTest {
    private static final Duration DEADLINE = Duration.ofSeconds(4);
    private static final Duration MEASURED = Duration.ofSeconds(10);

    @Test
    void onlyWhatBeganInTheMeasuredPartCounts() {
        Window window = new Window(nanos(4_000), MEASURED, DEADLINE);
        tell(window, 3_999, 1, "primary");
        tell(window, 4_000, 1, "primary");
        tell(window, 13_999, 4_001, "primary"); // answered, too late
        tell(window, 14_000, 1, "primary");

        assertThat(window.all().answered()).isEqualTo(2);
        assertThat(window.inTime().answered()).isEqualTo(1);
    }

    @Test
    void goodputTellsCallsAndLastRungApart() {
        StepResult step = step("open", 2, 60, 20);

        assertThat(step.goodput()).isEqualTo(8);
        assertThat(step.goodputByCalls()).isEqualTo(6);
        assertThat(step.goodputOfLastRung()).isEqualTo(2);
        assertThat(step.refused()).isEqualTo(1);
        assertThat(step.failed()).isZero();
    }

    @Test
    void theRatioAtTwiceTheCapacityIsToTheHighestOfAnyStep() {
        List<StepResult> steps = List.of(
                step("closed", 0, 100, 0), step("open", 1, 90, 0), step("open", 2, 50, 50), step("closed", 2, 80, 0));
        Machine machine = new Machine("a processor", 2, 8, "Linux", "25");

        String page = new OverloadReport(machine, DEADLINE, MEASURED, Map.of("Downclimb", steps), Map.of()).text();

        assertThat(page)
                .contains("of the highest of these steps (10.0/s): open loop 1.00, closed loop 0.80.")
                .contains("- 429 with Retry-After (4)");
    }

    /** The machine gives half as much in the second lap; the ratios do not change. */
    @Test
    void aLapIsComparedWithItself() {
        List<OverloadLap> laps = List.of(
                new OverloadLap(step("closed", 1, 100, 0), step("open", 2, 70, 20), step("closed", 2, 80, 0)),
                new OverloadLap(step("closed", 1, 50, 0), step("open", 2, 45, 0), step("closed", 2, 40, 0)));

        String page = new OverloadReport(
                        new Machine("a processor", 2, 8, "Linux", "25"),
                        DEADLINE,
                        MEASURED,
                        Map.of("Downclimb", List.of(step("closed", 0, 100, 0))),
                        Map.of("Downclimb", laps))
                .text();

        assertThat(page)
                .contains("| 2 | 5.0 | 4.5 | 4.0 | 0 | 0 | 100 |")
                .contains("open loop 0.90 (0.90–0.90), closed loop 0.80 (0.80–0.80)**");
    }

    @Test
    void rawFiguresAndThePlotAreWritten(@TempDir Path folder) throws Exception {
        OverloadReport report = new OverloadReport(
                new Machine("a processor", 2, 8, "Linux", "25"),
                DEADLINE,
                MEASURED,
                Map.of("Downclimb", List.of(step("closed", 0, 100, 0), step("open", 1, 90, 0))),
                Map.of());
        Results results = new Results(folder);
        results.raw("overload.json", report);
        report.draw(folder);

        assertThat(Files.readString(folder.resolve("overload.json"))).contains("\"answered\" : 100");
        assertThat(folder.resolve("overload.png")).isNotEmptyFile();
    }

    private static StepResult step(String loop, double factor, int byCalls, int lastRung) {
        Window window = new Window(0, MEASURED, DEADLINE);
        for (int request = 0; request < byCalls; request++) {
            tell(window, 0, 100, "primary");
        }
        for (int request = 0; request < lastRung; request++) {
            tell(window, 0, 1, "last rung");
        }
        window.accept(new Exchange(0, 1, new Outcome.Refused(429, 1)));
        return new StepResult(0, loop, factor, 10, window.all(), window.inTime());
    }

    private static void tell(Window window, long startedMilliseconds, long tookMilliseconds, String by) {
        window.accept(new Exchange(nanos(startedMilliseconds), nanos(tookMilliseconds), new Outcome.Answered(by)));
    }

    private static long nanos(long milliseconds) {
        return Duration.ofMillis(milliseconds).toNanos();
    }
}
