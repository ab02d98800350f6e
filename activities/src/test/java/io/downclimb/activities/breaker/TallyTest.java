package io.downclimb.activities.breaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.OutcomeReport;
import io.downclimb.workflows.breaker.OutcomeReport.CircuitOutcomes;
import io.downclimb.workflows.breaker.OutcomeReport.LatchNews;
import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.tally.CallTicket;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final BreakerViews views = new BreakerViews();
    private final KeyRing keys = new KeyRing(Samples.providers("sk-one", "sk-two"), views);
    private final Tally tally = new Tally(views, keys, Samples.plan(Samples.PROVIDER, "other"));

    @Test
    void aCallCountsForTheGenerationsThatLetItThrough() {
        send(Samples.PROVIDER, 7).ended(Samples.result(Samples.whole(), 100L, 200));
        OutcomeReport report = tally.take(Samples.PROVIDER, "node", 1);
        assertThat(report.circuits())
                .extracting(CircuitOutcomes::circuit, CircuitOutcomes::generation, CircuitOutcomes::good)
                .containsExactlyInAnyOrder(tuple(Samples.HEALTH, 7L, 1), tuple(Samples.QUALITY, 7L, 1));
    }

    @Test
    void whereModelsAreWatchedApartACallCountsForItsModel() {
        views.accept(new BreakerView(
                Samples.PROVIDER,
                BreakerSettings.Scope.PER_MODEL,
                1,
                1,
                List.of(),
                Map.of(),
                StatusLevel.UNKNOWN,
                0.2,
                3));
        send(Samples.PROVIDER, 0).ended(Samples.result(Samples.whole(), 100L, 200));
        assertThat(tally.take(Samples.PROVIDER, "node", 1).circuits())
                .extracting(CircuitOutcomes::circuit)
                .contains(new CircuitId.Health(Samples.MODEL));
    }

    @Test
    void aHealthyTimeThatIsKnownIsComparedWith() {
        views.accept(Samples.view(1, Map.of(Samples.MODEL, Samples.BASELINE)));
        send(Samples.PROVIDER, 0)
                .ended(Samples.result(Samples.whole(), Samples.BASELINE.p95() + 1, Samples.BASELINE.p95() + 2));
        assertThat(tally.take(Samples.PROVIDER, "node", 1).circuits())
                .anySatisfy(outcomes -> assertThat(outcomes.slow()).isEqualTo(1));
    }

    @Test
    void providersAreToldApart() {
        send(Samples.PROVIDER, 0).ended(Samples.result(Samples.whole(), 100L, 200));
        assertThat(tally.take("other", "node", 1)).isNull();
        assertThat(tally.take(Samples.PROVIDER, "node", 1)).isNotNull();
    }

    @Test
    void whatIsSeenOfAnUnwatchedProviderIsForgotten() {
        AtomicInteger rung = new AtomicInteger();
        tally.onUrgent(rung::incrementAndGet);
        send("unwatched", 0).ended(Samples.result(Samples.failed(ErrorClass.OVERLOADED, "http-529"), null, 10));
        tally.gone("unwatched", Samples.MODEL);
        tally.refused("unwatched", "sk-three", ErrorClass.AUTH, null);
        tally.scored("unwatched", Samples.QUALITY, 0, 0.7, 0.1, "judge");
        assertThat(rung).hasValue(0);
        assertThat(tally.isUrgent("unwatched")).isFalse();
        assertThat(tally.take("unwatched", "node", 1)).isNull();
    }

    @Test
    void aRefusedKeyIsToldByItsFingerprintAndPassedOverHere() {
        Instant before = Instant.now();
        tally.refused(Samples.PROVIDER, "sk-one", ErrorClass.QUOTA, 90_000L);
        OutcomeReport report = tally.take(Samples.PROVIDER, "node", 1);
        assertThat(report.latches()).singleElement().satisfies(news -> {
            assertThat(news.circuit()).isEqualTo(KeyRing.circuit("sk-one"));
            assertThat(news.errorClass()).isEqualTo(ErrorClass.QUOTA);
            assertThat(news.until())
                    .isBetween(before.toEpochMilli() + 90_000, Instant.now().toEpochMilli() + 90_000);
        });
        assertThat(report.toString()).doesNotContain("sk-one");
        assertThat(keys.choose(Samples.provider("sk-one", "sk-two"), before)).isEqualTo("sk-two");
    }

    @Test
    void aGoneModelIsLatched() {
        tally.gone(Samples.PROVIDER, Samples.MODEL);
        assertThat(tally.take(Samples.PROVIDER, "node", 1).latches())
                .containsExactly(new LatchNews(new CircuitId.Model(Samples.MODEL), ErrorClass.MODEL_GONE, null));
    }

    @Test
    void whatIsUrgentRingsWhoeverListensNow() {
        AtomicInteger first = new AtomicInteger();
        AtomicInteger second = new AtomicInteger();
        tally.onUrgent(first::incrementAndGet);
        tally.gone(Samples.PROVIDER, Samples.MODEL);
        tally.take(Samples.PROVIDER, "node", 1);
        tally.onUrgent(second::incrementAndGet);
        tally.gone(Samples.PROVIDER, Samples.MODEL);
        assertThat(first).hasValue(1);
        assertThat(second).hasValue(1);
        assertThat(tally.isUrgent(Samples.PROVIDER)).isTrue();
    }

    @Test
    void aCallUnderWayIsNoNewsUntilItIsOverdue() {
        views.accept(Samples.view(1, Map.of(Samples.MODEL, Samples.BASELINE)));
        send(Samples.PROVIDER, 0);
        tally.look(Samples.PROVIDER);
        assertThat(tally.take(Samples.PROVIDER, "node", 1)).isNull();
    }

    private CallTicket send(String provider, long generation) {
        return tally.sent(Samples.order(provider), Samples.POLICY, Samples.admission(generation));
    }
}
