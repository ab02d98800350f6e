package io.downclimb.api.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the limit goes. Times in ms. */
class StartLimitTest {
    private static final StartBounds BOUNDS = new StartBounds(8, 64);
    private static final long MS = 1_000_000;

    private long now;
    private final StartLimit limit = new StartLimit(BOUNDS, 0);

    private StartLimit starts(int number, long tookMs, int underWay, boolean waiting) {
        for (int i = 0; i < number; i++) {
            now += 10 * MS;
            limit.took(tookMs * MS, underWay, waiting, now);
        }
        return limit;
    }

    static Stream<Arguments> table() {
        return Stream.of(
                Arguments.of("as fast as at rest, and in use: up to the most", 20, 40, true, 64, 64),
                Arguments.of("three times slower is still as good", 60, 40, true, 64, 64),
                Arguments.of("as fast as at rest, but hardly in use: stays", 20, 2, false, 8, 8),
                Arguments.of("ten times slower: the least", 200, 40, true, 8, 9),
                Arguments.of(
                        "five times slower: where the root of the limit outweighs the gradient", 75, 40, true, 20, 26));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void movesByHowLongStartsTake(String what, long tookMs, int underWay, boolean waiting, int least, int most) {
        starts(100, 20, 1, false);
        assertThat(starts(2_000, tookMs, underWay, waiting).limit()).isBetween(least, most);
    }

    @Test
    void beginsAtItsLeast() {
        assertThat(limit.limit()).isEqualTo(8);
    }

    @Test
    void aLongOverloadDoesNotBecomeTheNewNormal() {
        starts(100, 20, 1, false);
        int soon = starts(2_000, 100, 30, true).limit();
        assertThat(starts(100_000, 100, 30, true).limit()).isEqualTo(soon);
    }

    @Test
    void aNodeThatHasBecomeSlowerForGoodIsBelieved() {
        starts(100, 20, 1, false);
        starts(2_000, 200, 8, true);
        assertThat(starts(20_000, 200, 8, true).limit()).isGreaterThan(32);
    }

    @Test
    void aHandfulWithinASecondIsAWindowToo() {
        for (int i = 0; i < 60; i++) {
            now += 200 * MS;
            limit.took(20 * MS, 8, true, now);
        }
        assertThat(limit.limit()).isGreaterThan(8);
    }

    @Test
    void whatIsUsualFollowsWhatItTakes() {
        assertThat(starts(100, 40, 1, false).usual()).isBetween(39.0 * MS, 41.0 * MS);
    }
}
