package io.downclimb.incident.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.activity.CacheHit;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.PolicyJson;
import io.downclimb.workflows.policy.Rung;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The service in virtual time. */
class SimulationTest {
    private static final long FROM = Made.FROM;
    private static final Map<String, BreakerSettings> WATCHED =
            Map.of("alpha", BreakerSettings.DEFAULT, "beta", BreakerSettings.DEFAULT);

    private static Trace run(
            List<Arrival> arrivals,
            ProviderModel providers,
            Map<String, BreakerSettings> watched,
            int nodes,
            long seed) {
        return Simulation.scripted(arrivals, providers, watched, Timing.USUAL, nodes, FROM, FROM + 200_000)
                .run(seed);
    }

    private static Script script(Script.Trouble trouble) {
        return new Script(FROM + 20_000, FROM + 60_000, trouble);
    }

    @Test
    void theSameSeedGivesTheSameRunAndAnotherOneAnother() {
        List<Arrival> arrivals = Made.arrivals(Made.policy(Duration.ofSeconds(4), 1), 400, FROM, FROM + 100_000);

        Trace once = run(arrivals, script(Script.Trouble.OVERLOADED), WATCHED, 3, 5);

        assertThat(run(arrivals, script(Script.Trouble.OVERLOADED), WATCHED, 3, 5))
                .isEqualTo(once);
        assertThat(run(arrivals, script(Script.Trouble.OVERLOADED), WATCHED, 3, 6))
                .isNotEqualTo(once);
        assertThat(once.transitions()).isNotEmpty();
        assertThat(once.probes()).isNotEmpty();
    }

    @Property(tries = 60)
    void everyRequestIsConcludedWithinItsDeadline(
            @ForAll @LongRange(min = 500, max = 9_000) long budgetMs,
            @ForAll @IntRange(max = 3) int retries,
            @ForAll @IntRange(min = 1, max = 3) int nodes,
            @ForAll Script.Trouble trouble,
            @ForAll long seed) {
        Policy policy = Made.policy(Duration.ofMillis(budgetMs), retries);
        List<Arrival> arrivals = Made.arrivals(policy, 60, FROM, FROM + 30_000);

        Trace trace = run(arrivals, script(trouble), WATCHED, nodes, seed);

        assertThat(trace.requests()).hasSameSizeAs(arrivals).allSatisfy(request -> {
            assertThat(request.answeredInTime()).isTrue();
            assertThat(request.attempts())
                    .allSatisfy(attempt -> assertThat(attempt.finishedAt()).isLessThanOrEqualTo(request.deadlineAt()));
        });
    }

    @Test
    void recordedCallsAloneGiveEachRequestItsRecordedTier() {
        Policy policy = Made.policy(Duration.ofSeconds(4), 0);
        List<Arrival> arrivals = Made.arrivals(policy, 400, FROM, FROM + 100_000);
        Incident incident = run(arrivals, script(Script.Trouble.OVERLOADED), Map.of(), 1, 5)
                .asIncident(Map.of(PolicyJson.hash(policy), policy), FROM, FROM + 200_000);

        Trace again = WhatIf.of(incident).simulation().run(77);

        assertThat(again.grounds().recorded()).isEqualTo(again.grounds().calls());
        assertThat(byId(again.requests(), IncidentRequest::tier))
                .isEqualTo(byId(incident.requests(), IncidentRequest::tier));
        assertThat(byId(again.requests(), IncidentRequest::concludedAt))
                .isEqualTo(byId(incident.requests(), IncidentRequest::concludedAt));
    }

    private static <T> Map<String, String> byId(
            List<IncidentRequest> requests, Function<IncidentRequest, @Nullable T> of) {
        return requests.stream()
                .collect(Collectors.toMap(IncidentRequest::id, request -> String.valueOf(of.apply(request))));
    }

    @Test
    void aCallerWhoHangsUpHasCancelledAndOneWhoIsAnsweredBeforeHasNot() {
        Policy policy = Made.policy(Duration.ofSeconds(4), 0);
        Arrival patient = Arrival.of("patient", "h", policy, FROM + 1_000);
        Arrival hasty = hangingUp("hasty", policy, FROM + 1_300);
        Arrival slow = hangingUp("slow", policy, FROM + 19_000);

        Map<String, String> outcomes = byId(
                run(List.of(patient, hasty, slow), _ -> Reply.scripted(Calls.WHOLE, 500L, 1_000), Map.of(), 1, 1)
                        .requests(),
                IncidentRequest::outcome);

        assertThat(outcomes)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("patient", "answered", "hasty", "cancelled", "slow", "answered"));
    }

    private static Arrival hangingUp(String id, Policy policy, long at) {
        return new Arrival(id, "default", "h", policy, FROM + 1_000, FROM + 21_000, 1, false, 0L, null, List.of(), at);
    }

    @Test
    void whatTheCacheHeldItServesAgainAndAStaleAnswerOnlyAtTheEnd() {
        Policy policy = new Policy(
                "support",
                Duration.ofSeconds(20),
                Duration.ofMillis(250),
                List.of(
                        new Rung.Cache("cache", Duration.ofMinutes(10), Duration.ofHours(1)),
                        Made.model("primary", "alpha", Duration.ofSeconds(4), 0)));
        ProviderModel broken = _ -> Reply.scripted(Calls.failed(ErrorClass.OVERLOADED), null, 100);

        Trace trace = run(
                List.of(
                        cached("fresh", policy, true),
                        cached("stale", policy, false),
                        Arrival.of("none", "h", policy, FROM + 5)),
                broken,
                Map.of(),
                1,
                1);

        assertThat(byId(trace.requests(), IncidentRequest::outcome))
                .containsExactlyInAnyOrderEntriesOf(Map.of("fresh", "answered", "stale", "answered", "none", "failed"));
        assertThat(byId(trace.requests(), request -> request.attempts().size()))
                .containsExactlyInAnyOrderEntriesOf(Map.of("fresh", "0", "stale", "1", "none", "1"));
        assertThat(byId(trace.requests(), IncidentRequest::degraded)).containsEntry("stale", "true");
    }

    private static Arrival cached(String id, Policy policy, boolean fresh) {
        CacheHit hit = new CacheHit("recorded", 0, "alpha", "m", fresh, 0);
        return new Arrival(id, "default", "h", policy, FROM + 5, FROM + 20_005, 1, false, 0L, hit, List.of(), null);
    }

    @Test
    void aRefusedKeyIsLatchedAndAskedAgainWithinAMinute() {
        Policy policy = Made.policy(Duration.ofSeconds(4), 0);
        List<Arrival> arrivals = Made.arrivals(policy, 300, FROM, FROM + 150_000);
        ProviderModel refusing = ask -> ask.provider().equals("alpha") && ask.at() < FROM + 40_000
                ? Reply.scripted(Calls.failed(ErrorClass.AUTH), null, 60)
                : Reply.scripted(Calls.WHOLE, 500L, 1_000);

        Trace trace = run(arrivals, refusing, WATCHED, 1, 1);

        assertThat(trace.transitions())
                .filteredOn(transition -> transition.circuit().startsWith("key/"))
                .extracting(transition -> transition.to().name())
                .startsWith("OPEN")
                .endsWith("CLOSED");
        long refused = Figures.of(trace.requests(), trace.transitions())
                .calls()
                .get("alpha")
                .failed();
        assertThat(refused).isBetween(1L, 20L);
        assertThat(trace.probes()).extracting("circuit").contains("key/0");
    }

    @Test
    void moreNodesHearOfATripALittleLaterButAllOfThem() {
        List<Arrival> arrivals = Made.arrivals(Made.policy(Duration.ofSeconds(4), 0), 600, FROM, FROM + 60_000);

        Trace trace = run(arrivals, script(Script.Trouble.SILENT), WATCHED, 4, 1);

        Trip trip = Figures.of(trace.requests(), trace.transitions()).trips().getFirst();
        long whileOpen = trace.requests().stream()
                .flatMap(request -> request.attempts().stream())
                .filter(attempt -> attempt.provider().equals("alpha"))
                .filter(attempt -> attempt.sentAt() > trip.at() + 100 && attempt.sentAt() < trip.at() + 4_000)
                .count();
        assertThat(whileOpen).isZero();
    }

    @Test
    void silenceOnEveryRungEndsInTheCannedText() {
        Policy policy = Made.policy(Duration.ofMillis(500), 0);
        Timing slow = new Timing(
                Delay.of(20), Delay.of(10), Delay.of(5), Delay.of(10), Delay.of(30), Delay.of(20), Delay.of(0));
        Trace trace = Simulation.scripted(
                        List.of(Arrival.of("r", "h", policy, FROM + 5)),
                        ask -> Reply.scripted(Reply.silent(), null, ask.firstContentWithin()),
                        Map.of(),
                        slow,
                        1,
                        FROM,
                        FROM + 60_000)
                .run(1);

        assertThat(trace.requests()).singleElement().satisfies(request -> {
            assertThat(request.tier()).isEqualTo("canned");
            assertThat(request.classes()).containsExactly("primary:SILENT", "secondary:SILENT");
            assertThat(request.attempts())
                    .extracting(attempt ->
                            attempt.result() == null ? null : attempt.result().outcome())
                    .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Failed.class));
        });
    }
}
