package io.downclimb.activities.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnchorVerdictTest {
    private static final Anchors ANCHORS = new Anchors(List.of(
            new Anchors.Anchor("q", "a", 1),
            new Anchors.Anchor("q", "b", 0.75),
            new Anchors.Anchor("q", "c", 0.25),
            new Anchors.Anchor("q", "d", 0)));

    static Stream<Arguments> scores() {
        return Stream.of(
                Arguments.of(Arrays.asList(1.0, 0.75, 0.25, 0.0), 0.0, false),
                Arguments.of(Arrays.asList(0.5, 0.5, 0.5, 0.5), 0.375, true),
                Arguments.of(Arrays.asList(0.75, 0.5, 0.25, 0.25), 0.1875, false),
                Arguments.of(Arrays.asList(0.75, 0.5, 0.25, 0.5), 0.25, true),
                // Those that were not scored do not count as far away.
                Arguments.of(Arrays.asList(1.0, null, null, 0.0), 0.0, false),
                Arguments.of(Arrays.asList(null, 0.25, 0.75, null), 0.5, true),
                // Nor do those that were not asked.
                Arguments.of(List.of(1.0, 0.75), 0.0, false));
    }

    @ParameterizedTest
    @MethodSource("scores")
    void theMeanDistanceDecides(List<Double> scores, double distance, boolean quarantined) {
        AnchorVerdict verdict = AnchorVerdict.of(ANCHORS, scores);
        assertThat(verdict.distance()).isCloseTo(distance, within(1e-9));
        assertThat(verdict.quarantined()).isEqualTo(quarantined);
    }

    static Stream<List<Double>> tooFew() {
        return Stream.of(List.of(), List.of(1.0), Arrays.asList(null, null, null, 0.0));
    }

    @ParameterizedTest
    @MethodSource("tooFew")
    void whereMoreThanHalfAreMissingThereIsNoVerdict(List<Double> scores) {
        assertThat(AnchorVerdict.of(ANCHORS, scores)).isNull();
    }
}
