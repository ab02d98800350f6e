package io.downclimb.bench.million;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.bench.Options;
import io.downclimb.bench.load.Reading;
import io.downclimb.bench.load.Turns;
import io.downclimb.bench.report.Machine;
import io.downclimb.bench.report.Results;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MillionReportTest {
    private static final Map<String, Long> NONE = Map.of();

    @Test
    void aSmallDifferenceIsLessThanTenPercent() {
        assertThat(report(10.5, 98, NONE).text())
                .contains("less than 10 % more with 95 % confidence: yes** (1.053 times as long, 95 %: 1.053–1.053)")
                .contains("| added p50, 1 caller | 9.50 | 10.00 | 1.053 | 1.053–1.053 | 6 | yes |")
                .contains("| answers a second, 16 callers | 100.0 | 98.0 | 0.980 | 0.980–0.980 | 6 | yes |");
    }

    @Test
    void aLargeOneIsNot() {
        assertThat(report(12, 80, NONE).text())
                .contains("less than 10 % more with 95 % confidence: no**")
                .contains("| added mean, 16 callers | 9.50 | 11.50 | 1.211 | 1.211–1.211 | 6 | no |")
                .contains("| answers a second, 16 callers | 100.0 | 80.0 | 0.800 | 0.800–0.800 | 6 | no |");
    }

    @Test
    void theTablesAreThereWithAllThatIsInThem() {
        assertThat(report(10, 100, NONE).text())
                .contains(
                        "- `downclimb_full`: finished requests 50,001 at first, 50,700 at last; 3 MiB with its indexes\n")
                .contains("| contents | 100,000 | 2.0 | 1.0 |");
    }

    @Test
    void whatWasNotAnsweredIsCounted() {
        assertThat(report(10, 100, NONE).text()).contains("Nothing: 3,576 requests were answered");
        assertThat(report(10, 100, Map.of("status 500", 2L)).text()).contains("- full: status 500 (24)");
    }

    @Test
    void whatAnotherThanThePrimaryAnsweredIsNamed() {
        Reading secondary = new Reading(1, 5, 5, 1, 1, 1, 1, 1, Map.of("secondary", 5L), NONE, NONE);
        Pair pair = new Pair(1, 1, false, reading(1, 100, NONE), secondary, secondary);

        assertThat(report(List.of(pair)).text()).contains("- empty: answered by the secondary (5)");
    }

    @Test
    void aPairInWhichNothingWasAnsweredHasNoRatio() {
        Reading silent =
                new Reading(1, 5, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, NONE, NONE, NONE);
        Pair pair = new Pair(1, 1, false, reading(1, 100, NONE), silent, reading(9, 100, NONE));

        assertThat(pair.addedRatio(Reading::p50)).isNaN();
        assertThat(pair.throughputRatio()).isNaN();
    }

    @Test
    void rawFiguresAndThePlotAreWritten(@TempDir Path folder) throws Exception {
        Results results = new Results(folder);
        results.raw("million.json", report(10, 100, NONE));
        report(10, 100, NONE).draw(folder);

        assertThat(Files.readString(folder.resolve("million.json")))
                .contains("\"fullFirst\" : true", "\"mean\" : 10.0");
        assertThat(folder.resolve("million.png")).isNotEmptyFile();
    }

    private static MillionReport report(double fullMilliseconds, long fullPerSecond, Map<String, Long> failed) {
        List<Pair> pairs = new ArrayList<>();
        for (int callers : List.of(1, MillionBench.MANY)) {
            for (int pair = 0; pair < 6; pair++) {
                pairs.add(new Pair(
                        callers,
                        1,
                        Turns.fullFirst(0, pair),
                        reading(0.5, 98, NONE),
                        reading(10, 100, NONE),
                        reading(fullMilliseconds, fullPerSecond, failed)));
            }
        }
        return report(pairs);
    }

    private static MillionReport report(List<Pair> pairs) {
        return new MillionReport(
                new Machine("a processor", 2, 8, "Linux", "25"),
                Options.parse(List.of("million", "--quick")),
                pairs,
                List.of(
                        new Holding("downclimb", 1, 700, List.of()),
                        new Holding(
                                "downclimb_full",
                                50_001,
                                50_700,
                                List.of(new TableSize("contents", 100_000, 2 << 20, 1 << 20)))));
    }

    private static Reading reading(double milliseconds, long answered, Map<String, Long> failed) {
        long failures = failed.values().stream().mapToLong(Long::longValue).sum();
        return new Reading(
                1,
                answered + failures,
                answered,
                milliseconds,
                milliseconds,
                milliseconds,
                milliseconds,
                milliseconds,
                Map.of("primary", answered),
                NONE,
                failed);
    }
}
