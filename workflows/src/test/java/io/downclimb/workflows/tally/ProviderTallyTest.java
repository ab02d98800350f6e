package io.downclimb.workflows.tally;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.breaker.Baseline;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.LatencyHistogram;
import io.downclimb.workflows.breaker.OutcomeReport;
import io.downclimb.workflows.breaker.OutcomeReport.Candidate;
import io.downclimb.workflows.breaker.OutcomeReport.CircuitOutcomes;
import io.downclimb.workflows.breaker.OutcomeReport.LatchNews;
import io.downclimb.workflows.tally.Heard.Answer;
import io.downclimb.workflows.tally.Heard.Health;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProviderTallyTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final Instant OVERDUE = NOW.plusMillis(Samples.BASELINE.p999() + 1);
    private static final AttemptResult QUICK = Samples.result(Samples.whole(), 100L, 200);
    private static final AttemptResult BROKEN =
            Samples.result(Samples.failed(ErrorClass.OVERLOADED, "http-529"), null, 50);

    private int rung;
    private final ProviderTally tally = new ProviderTally(() -> rung++);

    /** What each kind of news adds to the health circuit's counts, and whether it can wait. */
    @ParameterizedTest
    @CsvSource({
        "GOOD,         good,        false",
        "BAD,          bad,         true",
        "MINOR,        minor,       true",
        "RATE_LIMITED, rateLimited, false",
        "INVALID,      invalid,     false"
    })
    void eachKindOfNewsHasACountOfItsOwn(Health health, String count, boolean urgent) {
        tally.ended(begun(1, null), QUICK, new Heard(health, Answer.NONE));
        assertThat(tally.isUrgent()).isEqualTo(urgent);
        assertThat(rung).isEqualTo(urgent ? 1 : 0);
        CircuitOutcomes told = told(Samples.HEALTH, 1);
        assertThat(told)
                .usingRecursiveComparison()
                .ignoringFields(count)
                .isEqualTo(new CircuitOutcomes(Samples.HEALTH, 1, null, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, List.of(), null));
        assertThat(told).extracting(count).isEqualTo(1);
    }

    @Test
    void acceptedAndRejectedAnswersAreTheRungsWithItsBar() {
        tally.ended(begun(3, null), QUICK, new Heard(Health.GOOD, Answer.ACCEPTED));
        assertThat(tally.isUrgent()).isFalse();
        tally.ended(begun(3, null), QUICK, new Heard(Health.GOOD, Answer.REJECTED));
        assertThat(rung).isEqualTo(1);
        CircuitOutcomes told = told(Samples.QUALITY, 3);
        assertThat(told.good()).isEqualTo(1);
        assertThat(told.bad()).isEqualTo(1);
        assertThat(told.bar()).isEqualTo(0.7);
    }

    @Test
    void theBellRingsOnceForEachReport() {
        IntStream.range(0, 5).forEach(_ -> end(1, BROKEN));
        assertThat(rung).isEqualTo(1);
        assertThat(told(Samples.HEALTH, 1).bad()).isEqualTo(5);
        assertThat(tally.isUrgent()).isFalse();
        end(1, BROKEN);
        assertThat(rung).isEqualTo(2);
    }

    @Test
    void whatWasTakenIsNotToldAgain() {
        end(1, QUICK);
        OutcomeReport report = tally.take("node", 7, 42);
        assertThat(report.node()).isEqualTo("node");
        assertThat(report.sequence()).isEqualTo(7);
        assertThat(report.at()).isEqualTo(42);
        assertThat(tally.take("node", 8, 43)).isNull();
    }

    @Test
    void generationsAreToldApart() {
        end(1, QUICK);
        end(2, BROKEN);
        OutcomeReport report = tally.take("node", 1, 0);
        assertThat(outcomes(report, Samples.HEALTH, 1).good()).isEqualTo(1);
        assertThat(outcomes(report, Samples.HEALTH, 1).bad()).isZero();
        assertThat(outcomes(report, Samples.HEALTH, 2).bad()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"800, 0", "801, 1"})
    void aCallIsSlowAboveTheHealthyPercentile(long firstContentMs, int slow) {
        CallTicket ticket = begun(1, Samples.BASELINE);
        tally.ended(ticket, Samples.result(Samples.whole(), firstContentMs, 900), new Heard(Health.GOOD, Answer.NONE));
        assertThat(tally.isUrgent()).isEqualTo(slow == 1);
        CircuitOutcomes told = told(Samples.HEALTH, 1);
        assertThat(told.timed()).isEqualTo(1);
        assertThat(told.slow()).isEqualTo(slow);
    }

    @Test
    void aCallThatWaitsTooLongIsPendingOnce() {
        begun(1, Samples.BASELINE);
        tally.look(OVERDUE.minusMillis(1));
        assertThat(tally.take("node", 1, 0)).isNull();
        tally.look(OVERDUE);
        assertThat(rung).isEqualTo(1);
        tally.look(OVERDUE.plusSeconds(60));
        assertThat(told(Samples.HEALTH, 1).pending()).isEqualTo(1);
        assertThat(tally.take("node", 2, 0)).isNull();
    }

    @Test
    void whatFlowsIsNotPending() {
        begun(1, Samples.BASELINE).flows();
        tally.look(OVERDUE);
        assertThat(tally.take("node", 1, 0)).isNull();
    }

    @Test
    void nobodyIsOverdueWhileTheHealthyTimeIsNotKnown() {
        begun(1, null);
        tally.look(NOW.plusSeconds(3_600));
        assertThat(tally.take("node", 1, 0)).isNull();
    }

    @Test
    void whoWasAbandonedIsNotPending() {
        begun(1, Samples.BASELINE).abandoned();
        tally.look(OVERDUE);
        assertThat(tally.take("node", 1, 0)).isNull();
    }

    @Test
    void whatWasPendingIsTakenBackOrConfirmed() {
        CallTicket late = begun(1, Samples.BASELINE);
        CallTicket dead = begun(1, Samples.BASELINE);
        tally.look(OVERDUE);
        assertThat(told(Samples.HEALTH, 1).pending()).isEqualTo(2);
        tally.ended(late, QUICK, new Heard(Health.GOOD, Answer.NONE));
        assertThat(tally.isUrgent()).as("to take it back").isTrue();
        tally.ended(dead, BROKEN, new Heard(Health.BAD, Answer.NONE));
        CircuitOutcomes told = told(Samples.HEALTH, 1);
        assertThat(told.good()).isEqualTo(1);
        assertThat(told.takenBack()).isEqualTo(1);
        assertThat(told.confirmed()).isEqualTo(1);
        assertThat(told.bad()).as("it was counted when it was pending").isZero();
    }

    @Test
    void timesOfWholeAnswersAreLearnedUntilTheyAreKnown() {
        end(1, QUICK);
        end(1, QUICK);
        end(1, Samples.result(Samples.refused(), 100L, 200));
        end(1, Samples.result(Samples.failed(ErrorClass.CUT, "stalled"), 100L, 200));
        tally.ended(begun(1, Samples.BASELINE), QUICK, new Heard(Health.GOOD, Answer.ACCEPTED));
        assertThat(tally.take("node", 1, 0).firstContent())
                .containsExactly(Map.entry(
                        Samples.MODEL, LatencyHistogram.EMPTY.plus(100).plus(100)));
        end(1, QUICK);
        assertThat(tally.take("node", 2, 0).firstContent().get(Samples.MODEL).count())
                .isEqualTo(1);
    }

    @Test
    void ofManyScoresTheFirstAreListed() {
        for (int n = 0; n < OutcomeReport.SCORES_AT_MOST + 10; n++) {
            tally.scored(Samples.QUALITY, 4, 0.7, 0.5, "judge-1");
        }
        assertThat(rung).isEqualTo(1);
        CircuitOutcomes told = told(Samples.QUALITY, 4);
        assertThat(told.scores()).hasSize(OutcomeReport.SCORES_AT_MOST).containsOnly(0.5);
        assertThat(told.judge()).isEqualTo("judge-1");
        assertThat(told.bar()).isEqualTo(0.7);
    }

    @Test
    void anotherJudgesScoresReplaceThose() {
        tally.scored(Samples.QUALITY, 4, 0.7, 0.5, "judge-1");
        tally.scored(Samples.QUALITY, 4, 0.7, 0.9, "judge-2");
        CircuitOutcomes told = told(Samples.QUALITY, 4);
        assertThat(told.scores()).containsExactly(0.9);
        assertThat(told.judge()).isEqualTo("judge-2");
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorClass.class,
            names = {"AUTH", "QUOTA"})
    void ofAKeysRefusalsTheNewestIsToldAtOnce(ErrorClass errorClass) {
        CircuitId.Key key = new CircuitId.Key("0123456789ab");
        tally.latched(new LatchNews(key, ErrorClass.AUTH, null));
        tally.latched(new LatchNews(key, errorClass, 99L));
        assertThat(rung).isEqualTo(1);
        assertThat(tally.take("node", 1, 0).latches()).containsExactly(new LatchNews(key, errorClass, 99L));
        assertThat(tally.take("node", 2, 0)).isNull();
    }

    @Test
    void theFirstCandidateOfAGenerationIsUrgentAndTheNewestIsTold() {
        tally.kept(candidate("one"), 5);
        assertThat(rung).isEqualTo(1);
        tally.kept(candidate("two"), 5);
        assertThat(tally.take("node", 1, 0).candidates()).containsExactly(candidate("two"));
        tally.kept(candidate("three"), 5);
        assertThat(tally.isUrgent()).isFalse();
        tally.kept(candidate("four"), 6);
        assertThat(rung).isEqualTo(2);
        assertThat(tally.take("node", 2, 0).candidates()).containsExactly(candidate("four"));
    }

    private enum Happening {
        GOOD,
        BAD,
        MINOR,
        HANGS,
        COMES_LATE,
        DIES_LATE,
        TAKE
    }

    /** Whenever reports are taken in between: each call is told once, and what is pending is resolved as often as it was told. */
    @Property(tries = 200)
    void nothingIsLostAndNothingToldTwice(@ForAll @Size(max = 120) List<Happening> happenings) {
        List<CallTicket> hanging = new ArrayList<>();
        List<OutcomeReport> reports = new ArrayList<>();
        Map<Happening, Integer> expected = new EnumMap<>(Happening.class);
        for (Happening happening : happenings) {
            boolean hangs = happening == Happening.COMES_LATE || happening == Happening.DIES_LATE;
            if (happening == Happening.TAKE) {
                take(reports);
            } else if (happening == Happening.HANGS) {
                hanging.add(begun(1, Samples.BASELINE));
                tally.look(OVERDUE);
                expected.merge(happening, 1, Integer::sum);
            } else if (!hangs || !hanging.isEmpty()) {
                CallTicket ticket = hangs ? hanging.removeFirst() : begun(1, null);
                Health health = switch (happening) {
                    case GOOD, COMES_LATE -> Health.GOOD;
                    case BAD, DIES_LATE -> Health.BAD;
                    case MINOR -> Health.MINOR;
                    case HANGS, TAKE -> throw new IllegalStateException();
                };
                tally.ended(ticket, QUICK, new Heard(health, Answer.NONE));
                expected.merge(happening, 1, Integer::sum);
            }
        }
        take(reports);
        assertThat(sum(reports, CircuitOutcomes::good))
                .isEqualTo(expected.getOrDefault(Happening.GOOD, 0) + expected.getOrDefault(Happening.COMES_LATE, 0));
        assertThat(sum(reports, CircuitOutcomes::bad)).isEqualTo(expected.getOrDefault(Happening.BAD, 0));
        assertThat(sum(reports, CircuitOutcomes::minor)).isEqualTo(expected.getOrDefault(Happening.MINOR, 0));
        assertThat(sum(reports, CircuitOutcomes::pending)).isEqualTo(expected.getOrDefault(Happening.HANGS, 0));
        assertThat(sum(reports, CircuitOutcomes::takenBack)).isEqualTo(expected.getOrDefault(Happening.COMES_LATE, 0));
        assertThat(sum(reports, CircuitOutcomes::confirmed)).isEqualTo(expected.getOrDefault(Happening.DIES_LATE, 0));
    }

    private void take(List<OutcomeReport> reports) {
        OutcomeReport report = tally.take("node", reports.size() + 1L, 0);
        if (report != null) {
            reports.add(report);
        }
    }

    private static int sum(List<OutcomeReport> reports, ToIntFunction<CircuitOutcomes> count) {
        return reports.stream()
                .flatMap(report -> report.circuits().stream())
                .filter(outcomes -> outcomes.circuit().equals(Samples.HEALTH))
                .mapToInt(count)
                .sum();
    }

    private CallTicket begun(long generation, Baseline baseline) {
        CallTicket ticket = new CallTicket(
                tally, Samples.RUNG, Samples.HEALTH, generation, Samples.QUALITY, generation, baseline, NOW);
        tally.begun(ticket);
        return ticket;
    }

    private void end(long generation, AttemptResult result) {
        begun(generation, null).ended(result);
    }

    private CircuitOutcomes told(CircuitId circuit, long generation) {
        return outcomes(tally.take("node", 1, 0), circuit, generation);
    }

    private static CircuitOutcomes outcomes(OutcomeReport report, CircuitId circuit, long generation) {
        return report.circuits().stream()
                .filter(one -> one.circuit().equals(circuit) && one.generation() == generation)
                .findFirst()
                .orElseThrow();
    }

    private static Candidate candidate(String id) {
        return new Candidate(Samples.HEALTH, id, "hash", 0, 0);
    }
}
