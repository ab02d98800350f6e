package io.downclimb.workflows.tally;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.breaker.Baseline;
import io.downclimb.workflows.tally.Heard.Answer;
import io.downclimb.workflows.tally.Heard.Health;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HeardTest {
    private static final Duration BUDGET = Duration.ofSeconds(8);
    private static final long LONG_ENOUGH = 8_000;

    private record Row(ErrorClass errorClass, String detail, Health health, Answer answer) {}

    /** Every class, and every detail that makes a difference to one; all waited for the whole budget. */
    private static final List<Row> TABLE = List.of(
            new Row(ErrorClass.OVERLOADED, "http-529", Health.BAD, Answer.NONE),
            new Row(ErrorClass.RATE_LIMITED, "http-429", Health.RATE_LIMITED, Answer.NONE),
            new Row(ErrorClass.QUOTA, "insufficient_quota", Health.NO_NEWS, Answer.NONE),
            new Row(ErrorClass.AUTH, "http-401", Health.NO_NEWS, Answer.NONE),
            new Row(ErrorClass.MODEL_GONE, "http-404", Health.NO_NEWS, Answer.NONE),
            new Row(ErrorClass.CONTEXT_LENGTH, "context_length_exceeded", Health.NO_NEWS, Answer.NONE),
            new Row(ErrorClass.CONTENT_POLICY, "content_filter", Health.NO_NEWS, Answer.NONE),
            new Row(ErrorClass.INVALID_REQUEST, "http-400", Health.INVALID, Answer.NONE),
            new Row(ErrorClass.CONNECT, "refused", Health.BAD, Answer.NONE),
            new Row(ErrorClass.CONNECT, "provider-not-configured", Health.NO_NEWS, Answer.NONE),
            new Row(ErrorClass.SILENT, "no-content", Health.BAD, Answer.NONE),
            new Row(ErrorClass.SILENT, Outcome.Failed.NOT_SENT, Health.NO_NEWS, Answer.NONE),
            new Row(ErrorClass.CUT, "stalled", Health.BAD, Answer.NONE),
            new Row(ErrorClass.CUT, "deadline", Health.NO_NEWS, Answer.NONE),
            new Row(ErrorClass.MALFORMED, "not-json", Health.MINOR, Answer.NONE),
            new Row(ErrorClass.LOST_WORKER, "lost twice", Health.NO_NEWS, Answer.NONE),
            new Row(ErrorClass.REJECTED, "max-length", Health.GOOD, Answer.REJECTED));

    static Stream<Arguments> failures() {
        return TABLE.stream().map(row -> Arguments.of(row.errorClass(), row.detail(), row.health(), row.answer()));
    }

    @ParameterizedTest(name = "{0} ({1}) is {2}, {3}")
    @MethodSource("failures")
    void theClassAndItsDetailDecide(ErrorClass errorClass, String detail, Health health, Answer answer) {
        for (Baseline baseline : Arrays.asList(null, Samples.BASELINE)) {
            assertThat(heard(Samples.failed(errorClass, detail), LONG_ENOUGH, baseline))
                    .isEqualTo(new Heard(health, answer));
        }
    }

    @Test
    void noClassIsMissingInTheTable() {
        assertThat(TABLE).extracting(Row::errorClass).contains(ErrorClass.values());
    }

    /** A detail that means something for one class means nothing for the others. */
    @ParameterizedTest
    @MethodSource("failures")
    void onlySilenceDependsOnHowLongItLasted(ErrorClass errorClass, String detail, Health health, Answer answer) {
        Heard atOnce = heard(Samples.failed(errorClass, detail), 0, Samples.BASELINE);
        Health expected = errorClass == ErrorClass.SILENT ? Health.NO_NEWS : health;
        assertThat(atOnce).isEqualTo(new Heard(expected, answer));
    }

    @Test
    void answersAreAHealthyProviders() {
        assertThat(heard(Samples.whole(), 100, null)).isEqualTo(new Heard(Health.GOOD, Answer.ACCEPTED));
        assertThat(heard(Samples.refused(), 100, null)).isEqualTo(new Heard(Health.GOOD, Answer.NONE));
    }

    @Test
    void whatWasHeldIsNoNews() {
        assertThat(heard(new Outcome.Held("breaker health is open (errors)"), 0, Samples.BASELINE))
                .isEqualTo(new Heard(Health.NO_NEWS, Answer.NONE));
    }

    /** Of a budget of 8 s: half of it is 4 s. */
    @ParameterizedTest
    @CsvSource({
        // p999 of the baseline (0: none is known), waited, what is heard
        "0, 3999, NO_NEWS",
        "0, 4000, BAD",
        "3000, 2999, NO_NEWS",
        "3000, 3000, BAD",
        "6000, 3999, NO_NEWS",
        "6000, 4000, BAD"
    })
    void silenceCountsFromTheTimeThatAHealthyProviderMayNeed(long p999, long waited, Health health) {
        Baseline baseline = p999 == 0 ? null : new Baseline(500, p999, 200, 0);
        assertThat(heard(Samples.failed(ErrorClass.SILENT, "no-content"), waited, baseline)
                        .health())
                .isEqualTo(health);
    }

    private static Heard heard(Outcome outcome, long waitedMs, Baseline baseline) {
        return Heard.of(Samples.result(outcome, null, waitedMs), BUDGET, baseline);
    }
}
