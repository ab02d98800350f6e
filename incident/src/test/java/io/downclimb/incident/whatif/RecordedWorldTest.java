package io.downclimb.incident.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentProbe;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What a provider would have done, judging by what is recorded. */
class RecordedWorldTest {
    private static RecordedWorld world(List<IncidentRequest> requests, Assumption... assumptions) {
        return new RecordedWorld(Calls.incident(requests), List.of(assumptions));
    }

    private static IncidentRequest answered(String id, long at, long first, long total) {
        return Calls.answered(id, at, total, "primary", Calls.attempt(at, Calls.WHOLE, first, total));
    }

    private static IncidentRequest silent(String id, long at, long waited) {
        return Calls.request(
                id,
                at,
                waited,
                "failed",
                null,
                List.of(),
                Calls.attempt(at, Calls.failed(ErrorClass.SILENT), null, waited));
    }

    @Test
    void theSameRequestsCallAtAboutTheSameTimeIsAsItWas() {
        RecordedWorld world = world(List.of(
                answered("r", Calls.T, 700, 1_500), silent("a", Calls.T, 8_000), silent("b", Calls.T + 10, 8_000)));

        Reply reply = world.reply(Calls.ask("r", Calls.T + 1_500, 8_000, 19_000, 1));

        assertThat(reply.source()).isEqualTo(Reply.Source.RECORDED);
        assertThat(reply.firstContentMs()).isEqualTo(700);
        assertThat(reply.distanceMs()).isEqualTo(1_500);
    }

    @Test
    void anErrorThatIsTheRequestsOwnMeetsItAtAnyTimeAndNoOther() {
        IncidentRequest wrong = Calls.request(
                "wrong",
                Calls.T,
                50,
                "failed",
                null,
                List.of(),
                Calls.attempt(Calls.T, Calls.failed(ErrorClass.INVALID_REQUEST), null, 50));
        RecordedWorld world = world(List.of(wrong, answered("well", Calls.T, 700, 1_500)));

        assertThat(world.reply(Calls.ask("wrong", Calls.T + 60_000, 8_000, 19_000, 1))
                        .outcome())
                .isEqualTo(Calls.failed(ErrorClass.INVALID_REQUEST));
        assertThat(LongStream.range(0, 50)
                        .mapToObj(seed -> world.reply(Calls.ask("other", Calls.T, 8_000, 19_000, seed))))
                .allSatisfy(reply -> assertThat(reply.outcome()).isEqualTo(Calls.WHOLE));
    }

    @Test
    void anotherRequestDrawsFromWhatIsNearInTime() {
        List<IncidentRequest> requests = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            requests.add(answered("w" + number, Calls.T + number * 100L, 700, 1_500));
            requests.add(silent("s" + number, Calls.T + 120_000 + number * 100L, 8_000));
        }
        RecordedWorld world = world(requests);

        assertThat(LongStream.range(0, 50)
                        .mapToObj(seed -> world.reply(Calls.ask("x", Calls.T + 3_000, 8_000, 19_000, seed))))
                .allSatisfy(reply -> {
                    assertThat(reply.source()).isEqualTo(Reply.Source.NEAR);
                    assertThat(reply.outcome()).isEqualTo(Calls.WHOLE);
                });
        Reply far = world.reply(Calls.ask("x", Calls.T + 220_000, 8_000, 19_000, 1));
        assertThat(far.source()).isEqualTo(Reply.Source.FAR);
        assertThat(far.distanceMs()).isGreaterThan(RecordedWorld.FAR_MS);
        assertThat(far.outcome()).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void betweenTwoRegimesTheChangeMayHaveComeAtAnyMoment() {
        List<IncidentRequest> requests = new ArrayList<>();
        requests.add(silent("s", Calls.T, 8_000));
        for (int number = 0; number < 100; number++) {
            requests.add(answered("w" + number, Calls.T + 10_000 + number, 700, 1_500));
        }
        RecordedWorld world = world(requests);

        long whole = LongStream.range(0, 1_000)
                .mapToObj(seed -> world.reply(Calls.ask("x", Calls.T + 2_500, 8_000, 19_000, seed)))
                .filter(reply -> reply.outcome().equals(Calls.WHOLE))
                .count();

        // A quarter of the way: whatever the number of calls after it, one run in four takes it for back.
        assertThat(whole).isBetween(200L, 300L);
    }

    @Test
    void inOneRunAProviderThatIsBackStaysBack() {
        RecordedWorld world = world(List.of(silent("s", Calls.T, 8_000), answered("w", Calls.T + 10_000, 700, 1_500)));

        for (long seed = 0; seed < 100; seed++) {
            boolean back = false;
            for (long ms = 100; ms < 10_000; ms += 100) {
                Ask ask = Calls.ask("x", Calls.T + ms, 8_000, 19_000, seed);
                boolean whole = world.reply(ask).outcome().equals(Calls.WHOLE);
                assertThat(whole || !back).as("seed %d, after %d ms", seed, ms).isTrue();
                back = whole;
            }
        }
    }

    @Test
    void nearerCallsOfARegimeWeighMore() {
        RecordedWorld world = world(List.of(silent("s", Calls.T - 10_000, 8_000), answered("w", Calls.T, 700, 1_500)));

        long whole = LongStream.range(0, 1_000)
                .mapToObj(seed -> world.reply(Calls.ask("x", Calls.T + 1, 8_000, 19_000, seed)))
                .filter(reply -> reply.outcome().equals(Calls.WHOLE))
                .count();

        // 1 ÷ (1 + e^−2) is 0.88.
        assertThat(whole).isBetween(840L, 920L);
    }

    @Test
    void aSilenceUnderALongerBudgetIsDrawnFromWhatIsKnownForLonger() {
        List<IncidentRequest> requests =
                List.of(silent("r", Calls.T, 3_000), answered("slow", Calls.T + 500, 5_000, 6_000));

        Reply reply = world(requests).reply(Calls.ask("r", Calls.T, 8_000, 19_000, 1));

        assertThat(reply.outcome()).isEqualTo(Calls.WHOLE);
        assertThat(reply.firstContentMs()).isEqualTo(5_000);
        assertThat(reply.held()).isFalse();
    }

    @Test
    void aSilenceThatNothingIsKnownBeyondIsHeld() {
        List<IncidentRequest> requests =
                List.of(silent("r", Calls.T, 3_000), answered("quick", Calls.T + 500, 700, 1_500));

        Reply reply = world(requests).reply(Calls.ask("r", Calls.T, 8_000, 19_000, 1));

        assertThat(reply.outcome()).isEqualTo(Reply.silent());
        assertThat(reply.totalMs()).isEqualTo(8_000);
        assertThat(reply.held()).isTrue();
    }

    @Test
    void probesAreEvidence() {
        IncidentProbe probe =
                new IncidentProbe("alpha", "health", 2, "m", Calls.T + 60_000, "failed", "OVERLOADED", null, 90, null);
        Incident incident =
                Calls.incident(List.of(answered("w", Calls.T, 700, 1_500)), List.of(), List.of(probe), List.of());

        Reply reply = new RecordedWorld(incident, List.of()).reply(Calls.ask("x", Calls.T + 58_000, 8_000, 19_000, 1));

        assertThat(reply.source()).isEqualTo(Reply.Source.NEAR);
        assertThat(reply.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.errorClass()).isEqualTo(ErrorClass.OVERLOADED));
    }

    @Test
    void whatWasNeverCalledIsRefusedByNameUnlessSomethingIsAssumed() {
        List<IncidentRequest> requests = List.of(answered("w", Calls.T, 700, 1_500));
        Ask gamma =
                new Ask("x", null, "gamma", "g", 0, Calls.T, 8_000, 19_000, 10_000, new SplittableRandom(1), _ -> 0);

        assertThatThrownBy(() -> world(requests).reply(gamma))
                .isInstanceOf(UnknownProviderException.class)
                .hasMessageContaining("gamma")
                .hasMessageContaining("--assume gamma=like:")
                .hasMessageContaining("known are alpha");
        Reply like = world(requests, Assumption.parse("gamma=like:alpha")).reply(gamma);
        assertThat(like.source()).isEqualTo(Reply.Source.ASSUMED);
        assertThat(like.firstContentMs()).isEqualTo(700);
        Reply steady =
                world(requests, Assumption.parse("gamma/g=steady:300,900")).reply(gamma);
        assertThat(steady.totalMs()).isEqualTo(900);
    }

    @Test
    void wordsThatAreNoAssumptionAreRefusedWithTheForms() {
        for (String words : List.of("gamma", "gamma=alpha", "gamma=like:", "gamma=steady:1", "=like:alpha")) {
            assertThatThrownBy(() -> Assumption.parse(words))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("PROVIDER=like:OTHER");
        }
        assertThatThrownBy(() -> Assumption.parse("gamma=steady:900,300")).hasMessageContaining("cannot come after");
    }
}
