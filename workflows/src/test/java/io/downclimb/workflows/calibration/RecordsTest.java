package io.downclimb.workflows.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.downclimb.workflows.breaker.Counts;
import io.downclimb.workflows.breaker.Cusum;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How a record is parted into health and trouble. */
class RecordsTest {
    private static final long MINUTE = 60_000;

    @Test
    void stretchesWithManyBadCallsAreTroubleAndJoinWhenTheyFollow() {
        CallRecord record = CallRecord.timed(minutes(60, 20, 35));

        assertThat(record.troubles()).containsExactly(new Trouble(20 * MINUTE, 40 * MINUTE, 200, 150));
        assertThat(record.healthyCalls()).isEqualTo(400);
        assertThat(record.share()).isZero();
        assertThat(record.calls()).isEqualTo(600);
    }

    @Test
    void twoBadCallsOfTenAreNoTroubleYet() {
        assertThat(CallRecord.timed(List.of(new Counts(0, 8, 2))).troubles()).isEmpty();
        assertThat(CallRecord.timed(List.of(new Counts(0, 7, 3))).troubles()).hasSize(1);
        assertThat(CallRecord.timed(List.of(new Counts(0, 27, 3))).troubles()).isEmpty();
    }

    @Test
    void noFailureAmongAThousandLeavesAFewPerThousandLikely() {
        assertThat(CallRecord.untimed(1_000, 0).likelyAtMost()).isCloseTo(0.0027, within(0.0001));
        assertThat(CallRecord.untimed(99_000, 1_000).likelyAtMost()).isBetween(0.0105, 0.0106);
    }

    @Test
    void theLoadIsThatOfHoursWithCalls() {
        List<Counts> seconds = List.of(new Counts(0, 3_600, 0), new Counts(100 * 60 * MINUTE, 3_600, 0));

        assertThat(CallRecord.timed(seconds).perSecond()).isEqualTo(1);
        assertThat(CallRecord.untimed(1_000, 0).perSecond()).isZero();
    }

    @Test
    void aReplayTellsTroublesSeenFromOtherTrips() {
        List<Counts> seconds = new ArrayList<>(minutes(60, 20, 25));
        seconds.set(50, new Counts(50 * MINUTE, 6, 4));
        CallRecord record = CallRecord.timed(seconds);

        assertThat(record.replay(CallWatch.of(Cusum.of(0.02, 0.15, 8.0), 1))).isEqualTo(new CallRecord.Replay(1, 0));
        assertThat(record.replay(CallWatch.of(Cusum.of(0.0001, 0.15, 5.0), 1)).elsewhere())
                .isEqualTo(1);
    }

    @Test
    void hoursWithAMeanBelowTheBarAreSetAside() {
        List<ScoreRecord.Given> scores = LongStream.range(0, 180)
                .mapToObj(minute -> new ScoreRecord.Given(minute * MINUTE, minute / 60 == 1 ? 0.25 : 1))
                .toList();

        ScoreRecord record = ScoreRecord.timed(scores, 0.7);

        assertThat(record.healthy()).hasSize(120).containsOnly(1.0);
        assertThat(record.troubles()).containsExactly(new Trouble(60 * MINUTE, 120 * MINUTE, 60, 60));
        assertThat(record.scores()).isEqualTo(180);
        assertThat(ScoreRecord.timed(scores.subList(60, 72), 0.7).troubles()).isEmpty();
    }

    /** Ten calls a minute, all bad from one minute to another. */
    private static List<Counts> minutes(int count, int from, int to) {
        return IntStream.range(0, count)
                .mapToObj(minute -> minute >= from && minute < to
                        ? new Counts(minute * MINUTE, 0, 10)
                        : new Counts(minute * MINUTE, 10, 0))
                .toList();
    }
}
