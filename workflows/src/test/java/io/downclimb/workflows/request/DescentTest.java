package io.downclimb.workflows.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.CacheHit;
import io.downclimb.workflows.activity.Conclusion;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Prepared;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.arbitraries.ListArbitrary;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The way down as decisions alone: whatever calls bring, it ends, in time, and says how. */
class DescentTest {
    private static final long START = 1_800_000_000_000L;
    private static final long DEADLINE_MS = 20_000;
    private static final Policy POLICY = new Policy(
            "support",
            Duration.ofMillis(DEADLINE_MS),
            Duration.ofMillis(250),
            List.of(
                    new Rung.Cache("cache", Duration.ofMinutes(1), null),
                    Rungs.model("primary", "claude", 2),
                    Rungs.model("secondary", "openai", 1),
                    new Rung.Canned("canned", "hash")));

    @Test
    void aFreshHitEndsItAtOnce() {
        Descent descent = descent(prepared(new CacheHit("earlier", 1, "claude", "a-model", true, 5_000), List.of()));
        assertThat(descent.next(START))
                .isInstanceOfSatisfying(
                        Descent.End.class, end -> assertThat(end.end()).isInstanceOf(Conclusion.ByCache.class));
    }

    @Test
    void aWholeAnswerEndsItWithItsRung() {
        Descent descent = descent(prepared(null, List.of()));
        Descent.Call call = (Descent.Call) descent.next(START);
        assertThat(call.order().tier()).isEqualTo("primary");
        descent.took(result(call, whole()), START + 100);
        assertThat(descent.next(START + 100))
                .isEqualTo(new Descent.End(new Conclusion.ByAttempt(1, "primary", 1, false, false)));
    }

    @Test
    void silenceLeadsToTheNextRungWhoseAnswerIsDegraded() {
        Descent descent = descent(prepared(null, List.of()));
        Descent.Call first = (Descent.Call) descent.next(START);
        descent.took(result(first, failed(ErrorClass.SILENT)), first.order().firstContentBy());
        Descent.Call second = (Descent.Call) descent.next(first.order().firstContentBy());
        assertThat(second.order().tier()).isEqualTo("secondary");
        assertThat(second.order().number()).isEqualTo(2);
        descent.took(result(second, whole()), START + 9_000);
        assertThat(descent.next(START + 9_000))
                .isEqualTo(new Descent.End(new Conclusion.ByAttempt(2, "secondary", 2, true, false)));
        assertThat(descent.classes()).containsExactly("primary:SILENT");
    }

    @Test
    void aRungThatBreakersKeepBackIsPassedOverWithItsReason() {
        Admission kept = new Admission(1, false, "breaker health is open (errors)", List.of(), false);
        Descent descent = descent(prepared(null, List.of(kept)));
        assertThat(((Descent.Call) descent.next(START)).order().tier()).isEqualTo("secondary");
        assertThat(descent.skips()).extracting("tier").containsExactly("primary");
    }

    @Test
    void aRecordedAttemptIsNotMadeAgain() {
        AttemptResult recorded = new AttemptResult(1, 1, failed(ErrorClass.SILENT), null, 8_000, 500, 1, null, 0);
        Descent descent = descent(new Prepared(POLICY, List.of(), null, List.of(recorded), null, List.of()));
        Descent.Call call = (Descent.Call) descent.next(START + 8_000);
        assertThat(call.order().number()).isEqualTo(2);
        assertThat(call.order().tier()).isEqualTo("secondary");
    }

    /** Numbers count up, limits lie within the deadline, the ladder's order is kept, and there is an end. */
    @Property(tries = 500)
    void itEndsInTimeWhateverCallsBring(
            @ForAll("outcomes") List<Outcome> brought,
            @ForAll @Size(40) List<@IntRange(min = 0, max = 9_000) Integer> took,
            @ForAll long seed) {
        Descent descent = Descent.of(
                new RequestInput("id", "hash", START + DEADLINE_MS, 1), prepared(null, List.of()), new Random(seed));
        long now = START;
        List<Descent.Call> calls = new ArrayList<>();
        while (descent.next(now) instanceof Descent.Call call) {
            assertThat(calls.size()).as("calls").isLessThan(brought.size());
            assertThat(call.order().firstContentBy())
                    .isLessThanOrEqualTo(call.order().completeBy());
            assertThat(call.order().completeBy()).isLessThan(START + DEADLINE_MS);
            assertThat(now).isLessThan(call.order().completeBy() + 1);
            int place = calls.size();
            now = Math.min(call.giveUpAt(), Math.max(now, call.order().notBefore()) + took.get(place));
            descent.took(result(call, brought.get(place)), now);
            calls.add(call);
            assertThat(call.order().number())
                    .as("counted from 1, but for what was held")
                    .isLessThanOrEqualTo(calls.size());
        }
        assertThat(calls).extracting(call -> call.order().rung()).isSorted();
        assertThat(descent.next(now)).isEqualTo(descent.next(now + 60_000));
    }

    @Provide
    ListArbitrary<Outcome> outcomes() {
        return Arbitraries.frequencyOf(
                        Tuple.of(14, Arbitraries.of(ErrorClass.class).map(DescentTest::failed)),
                        Tuple.of(1, Arbitraries.just(whole())),
                        Tuple.of(1, Arbitraries.just(new Outcome.Held("breaker health is open (errors)"))))
                .list()
                .ofSize(40);
    }

    private static Outcome whole() {
        return new Outcome.Whole("stop", Usage.UNKNOWN, "hash");
    }

    private static Outcome failed(ErrorClass errorClass) {
        return new Outcome.Failed(errorClass, null, null, "a detail");
    }

    private static AttemptResult result(Descent.Call call, Outcome outcome) {
        return new AttemptResult(call.order().number(), call.order().rung(), outcome, null, 1, 0, 1, null, 0);
    }

    private static Descent descent(Prepared prepared) {
        return Descent.of(new RequestInput("id", "hash", START + DEADLINE_MS, 1), prepared, new Random(1));
    }

    private static Prepared prepared(CacheHit cached, List<Admission> admissions) {
        return new Prepared(POLICY, List.of(), cached, List.of(), null, admissions);
    }
}
