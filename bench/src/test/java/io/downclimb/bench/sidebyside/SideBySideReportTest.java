package io.downclimb.bench.sidebyside;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.bench.Options;
import io.downclimb.bench.load.Reading;
import io.downclimb.bench.report.Machine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SideBySideReportTest {
    private static final Map<String, Long> NONE = Map.of();

    /** The machine is twice as slow in every other lap; the ratio does not change. */
    @Test
    void whatTheMachineGivesDoesNotBlurTheRatio() {
        List<Lap> laps = new ArrayList<>();
        for (int number = 0; number < 6; number++) {
            int slow = number % 2 + 1;
            laps.add(lap(1, 12 * slow, 10 * slow, slow, 50));
            laps.add(lap(32, 300 * slow, 200 * slow, slow, 80));
        }

        assertThat(report(laps).text())
                .contains("| Ours | 16.5 (11.0–22.0) |")
                .contains("| Theirs | 1.22 | 1.22–1.22 | 0.80 | 0.80–0.80 |")
                .contains("Everything was answered.");
    }

    @Test
    void whatRoundsDifferByIsInTheInterval() {
        List<Lap> laps = new ArrayList<>();
        for (int round = 1; round <= 2; round++) {
            for (int number = 0; number < 6; number++) {
                laps.add(new Lap(
                        32,
                        round,
                        reading(1, 1_000),
                        Map.of("ours", reading(300, round == 1 ? 60 : 90), "theirs", reading(300, 100))));
            }
        }

        assertThat(report(laps).text())
                .contains("| Theirs | – | – | 0.73 | 0.06–9.66 |")
                .contains("| Theirs | answers/s, 32 callers | 0.60 | 0.90 | – | – |");
    }

    @Test
    void whoAnswersNothingHasNoRatio() {
        Reading nothing = new Reading(
                1, 3, 0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, NONE, NONE, Map.of("reset", 3L));
        Lap lap = new Lap(1, 1, reading(1, 1), Map.of("ours", reading(12, 50), "theirs", nothing));

        assertThat(report(List.of(lap)).text())
                .contains("| Theirs | – | – | – | – |")
                .contains("Not answered: 3.");
    }

    private static Lap lap(int callers, double ours, double theirs, double mock, long perSecond) {
        return new Lap(
                callers,
                1,
                reading(mock, 1_000),
                Map.of("ours", reading(ours, perSecond), "theirs", reading(theirs, 100)));
    }

    private static Reading reading(double p50, long answered) {
        return new Reading(1, answered, answered, p50, p50, p50, p50, p50, Map.of("primary", answered), NONE, NONE);
    }

    private static SideBySideReport report(List<Lap> laps) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("ours", "Ours");
        labels.put("theirs", "Theirs");
        return new SideBySideReport(Machine.here(), Options.parse(List.of("side-by-side")), labels, laps, Map.of());
    }
}
