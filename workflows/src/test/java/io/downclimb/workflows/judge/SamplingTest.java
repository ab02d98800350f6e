package io.downclimb.workflows.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SamplingTest {
    @Property
    void theFractionIsFromZeroToBelowOne(@ForAll String id) {
        assertThat(Sampling.fraction(id)).isBetween(0.0, Math.nextDown(1.0));
    }

    @Property
    void aLargerShareKeepsWhatASmallerOneChose(
            @ForAll String id,
            @ForAll @DoubleRange(min = 0, max = 1) double one,
            @ForAll @DoubleRange(min = 0, max = 1) double other) {
        if (Sampling.chosen(id, Math.min(one, other))) {
            assertThat(Sampling.chosen(id, Math.max(one, other))).isTrue();
        }
    }

    @Property
    void noneIsNoneAndAllIsAll(@ForAll String id) {
        assertThat(Sampling.chosen(id, 0)).isFalse();
        assertThat(Sampling.chosen(id, 1)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0.05", "0.5"})
    void theShareIsMet(double share) {
        long chosen = IntStream.range(0, 20_000)
                .filter(n -> Sampling.chosen(new UUID(7, n).toString(), share))
                .count();
        assertThat(chosen / 20_000.0).isCloseTo(share, within(0.01));
    }

    @Test
    void anyoneCanReckonItAgain() {
        // printf 'judge:11111111-2222-3333-4444-555555555555' | sha256sum
        assertThat(Sampling.fraction("11111111-2222-3333-4444-555555555555"))
                .isCloseTo(0.730934647547731, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"0.05, 1, 0.05", "0.05, 10, 0.5", "0.2, 10, 1", "0, 10, 0"})
    void aBreakerRaisesTheShareUpToAll(double sample, double factor, double share) {
        assertThat(Sampling.share(sample, factor)).isEqualTo(share);
    }
}
