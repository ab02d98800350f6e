package io.downclimb.workflows.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {
    private static final long NOW = 1_000_000;
    private static final Deadline.Limits EIGHT_SECONDS = new Deadline.Limits(NOW + 8_000, NOW + 20_000);

    /** The first failure of each class, with a budget that has plenty left and no hint. */
    @ParameterizedTest
    @CsvSource({
        "OVERLOADED, RetryAfter",
        "RATE_LIMITED, GoDown",
        "QUOTA, GoDown",
        "AUTH, GoDown",
        "MODEL_GONE, GoDown",
        "CONTEXT_LENGTH, GoDown",
        "CONTENT_POLICY, Stop",
        "INVALID_REQUEST, Stop",
        "CONNECT, RetryAfter",
        "SILENT, GoDown",
        "CUT, RetryAfter",
        "MALFORMED, RetryAfter",
        "LOST_WORKER, GoDown",
        "REJECTED, RetryAfter"
    })
    void theClassDecidesWhatComesNext(ErrorClass errorClass, String step) {
        assertThat(schedule(2)
                        .after(Rungs.result(fail(errorClass), 500), fail(errorClass), NOW, new Random(1))
                        .getClass()
                        .getSimpleName())
                .isEqualTo(step);
    }

    @ParameterizedTest
    @CsvSource({"CONNECT", "CUT", "MALFORMED", "REJECTED"})
    void someClassesAreTriedOnceMoreAtOnce(ErrorClass errorClass) {
        RetrySchedule schedule = schedule(5);
        assertThat(after(schedule, fail(errorClass), NOW)).isEqualTo(new NextStep.RetryAfter(0));
        assertThat(after(schedule, fail(errorClass), NOW)).isEqualTo(new NextStep.GoDown());
    }

    @Test
    void aRungRetriesNoMoreThanItAllows() {
        RetrySchedule schedule = schedule(2);
        assertThat(after(schedule, fail(ErrorClass.OVERLOADED), NOW)).isInstanceOf(NextStep.RetryAfter.class);
        assertThat(after(schedule, fail(ErrorClass.OVERLOADED), NOW)).isInstanceOf(NextStep.RetryAfter.class);
        assertThat(after(schedule, fail(ErrorClass.OVERLOADED), NOW)).isEqualTo(new NextStep.GoDown());
    }

    @Test
    void fullJitterStaysUnderItsDoublingCeiling() {
        for (int seed = 0; seed < 200; seed++) {
            RetrySchedule schedule = schedule(20);
            Random random = new Random(seed);
            for (int retry = 0; retry < 8; retry++) {
                NextStep step = schedule.after(
                        Rungs.result(fail(ErrorClass.OVERLOADED), 0), fail(ErrorClass.OVERLOADED), NOW, random);
                long ceiling = Math.min(4_000, 250L << retry);
                assertThat(((NextStep.RetryAfter) step).waitMs()).isBetween(0L, ceiling);
            }
        }
    }

    @Test
    void aHintIsObeyedOnlyWhereItAndTheUsualLatencyFitTheBudget() {
        assertThat(after(schedule(2), hinted(2_000), NOW)).isEqualTo(new NextStep.RetryAfter(2_000));
        assertThat(after(schedule(2), hinted(7_600), NOW)).isEqualTo(new NextStep.GoDown());
        assertThat(after(schedule(2), hinted(60_000), NOW)).isEqualTo(new NextStep.GoDown());
    }

    @Test
    void noRetryBeginsAfterTheBudget() {
        assertThat(after(schedule(2), fail(ErrorClass.CUT), NOW + 8_000)).isEqualTo(new NextStep.GoDown());
        assertThat(after(schedule(2), fail(ErrorClass.OVERLOADED), NOW + 9_000)).isEqualTo(new NextStep.GoDown());
    }

    @ParameterizedTest
    @CsvSource({"AUTH", "QUOTA"})
    void aRefusedKeyIsFollowedByTheNextAtOnceBesideTheRungsRetries(ErrorClass errorClass) {
        RetrySchedule schedule = schedule(0);
        assertThat(refused(schedule, errorClass, 2)).isEqualTo(new NextStep.RetryAfter(0));
        assertThat(refused(schedule, errorClass, 1)).isEqualTo(new NextStep.RetryAfter(0));
        assertThat(schedule.retries()).isEqualTo(2);
        assertThat(refused(schedule, errorClass, 0)).isEqualTo(new NextStep.GoDown());
    }

    /** A node may say at each attempt that keys are left, such as one whose view lags behind. */
    @Test
    void keysComeToAnEndWhateverANodeSaysOfThem() {
        RetrySchedule schedule = schedule(0);
        int tries = 0;
        while (refused(schedule, ErrorClass.AUTH, 3) instanceof NextStep.RetryAfter) {
            tries++;
        }
        assertThat(tries).isEqualTo(3);
    }

    @Test
    void anotherKeyLeavesTheRungsOwnRetriesAsTheyWere() {
        RetrySchedule schedule = schedule(1);
        refused(schedule, ErrorClass.AUTH, 1);
        assertThat(after(schedule, fail(ErrorClass.OVERLOADED), NOW)).isInstanceOf(NextStep.RetryAfter.class);
        assertThat(schedule.retries()).isEqualTo(2);
        assertThat(after(schedule, fail(ErrorClass.OVERLOADED), NOW)).isEqualTo(new NextStep.GoDown());
    }

    @Test
    void anotherKeyIsNotTriedAfterTheBudget() {
        AttemptResult late = refusal(ErrorClass.AUTH, 1);
        assertThat(schedule(2).after(late, fail(ErrorClass.AUTH), NOW + 8_000, new Random(7)))
                .isEqualTo(new NextStep.GoDown());
    }

    private static NextStep refused(RetrySchedule schedule, ErrorClass errorClass, int otherKeys) {
        return schedule.after(refusal(errorClass, otherKeys), fail(errorClass), NOW, new Random(7));
    }

    private static AttemptResult refusal(ErrorClass errorClass, int otherKeys) {
        return new AttemptResult(1, 0, fail(errorClass), null, 5, 500, 1, null, otherKeys);
    }

    private static RetrySchedule schedule(int retries) {
        return new RetrySchedule(Rungs.model("primary", "p", retries), EIGHT_SECONDS);
    }

    private static NextStep after(RetrySchedule schedule, Outcome.Failed failure, long now) {
        return schedule.after(Rungs.result(failure, 500), failure, now, new Random(7));
    }

    private static Outcome.Failed fail(ErrorClass errorClass) {
        return Rungs.failure(errorClass, null);
    }

    private static Outcome.Failed hinted(long retryAfterMs) {
        return Rungs.failure(ErrorClass.RATE_LIMITED, retryAfterMs);
    }
}
