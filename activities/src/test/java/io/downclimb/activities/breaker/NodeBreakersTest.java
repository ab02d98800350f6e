package io.downclimb.activities.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.OutcomeReport;
import io.downclimb.workflows.breaker.OutcomeReport.Candidate;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.breaker.Reason;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeBreakersTest {
    private final BreakerViews views = new BreakerViews();
    private final BreakerPlan plan = Samples.plan(Samples.PROVIDER);
    private final KeyRing keys = new KeyRing(Samples.providers("sk-one", "sk-two"), views);
    private final Tally tally = new Tally(views, keys, plan);
    private final NodeBreakers breakers = new NodeBreakers(views, keys, tally, plan);

    /** Open and half-open circuits look for somebody whose request could be copied. */
    @ParameterizedTest
    @CsvSource({"CLOSED, 0", "OPEN, 1", "HALF_OPEN, 1", "RAMPING, 0"})
    void whoIsKeptBackIsNamedAsACandidate(Phase phase, int candidates) {
        String id = keptBack();
        views.accept(Samples.view(
                1, Map.of(), Samples.circuit(Samples.HEALTH, phase, phase == Phase.CLOSED ? null : Reason.ERRORS, 4)));
        Admission admission = breakers.one(Samples.POLICY, 0, id, "hash");
        assertThat(admission.allowed()).isEqualTo(phase == Phase.CLOSED);
        OutcomeReport report = tally.take(Samples.PROVIDER, "node", 1);
        assertThat(report == null ? 0 : report.candidates().size()).isEqualTo(candidates);
        if (report != null) {
            Candidate candidate = report.candidates().getFirst();
            assertThat(candidate.circuit()).isEqualTo(Samples.HEALTH);
            assertThat(candidate.requestId()).isEqualTo(id);
            assertThat(candidate.policyHash()).isEqualTo("hash");
            assertThat(candidate.rung()).isZero();
        }
    }

    @Test
    void preparingAsksForAllRungsAndNamesCandidatesToo() {
        views.accept(Samples.view(1, Map.of(), Samples.circuit(Samples.HEALTH, Phase.OPEN, Reason.ERRORS, 4)));
        assertThat(breakers.all(Samples.POLICY, keptBack(), "hash")).hasSize(1);
        assertThat(tally.isUrgent(Samples.PROVIDER)).isTrue();
    }

    @Test
    void whileAnotherKeyServesTheRefusedOneFindsACandidateAllTheSame() {
        CircuitId.Key refused = KeyRing.circuit("sk-one");
        views.accept(Samples.view(1, Map.of(), Samples.circuit(refused, Phase.OPEN, Reason.LATCH, 2)));
        assertThat(breakers.one(Samples.POLICY, 0, keptBack(), "hash").allowed())
                .isTrue();
        assertThat(tally.take(Samples.PROVIDER, "node", 1).candidates())
                .extracting(Candidate::circuit)
                .containsExactly(refused);
    }

    @Test
    void anUnwatchedProviderIsNeverKeptBack() {
        NodeBreakers unwatched = new NodeBreakers(views, keys, tally, Samples.plan());
        views.accept(Samples.view(1, Map.of(), Samples.circuit(Samples.HEALTH, Phase.OPEN, Reason.ERRORS, 4)));
        assertThat(unwatched.one(Samples.POLICY, 0, keptBack(), "hash").allowed())
                .isTrue();
        assertThat(IntStream.range(0, 50).allMatch(_ -> unwatched.withinBudget(Samples.PROVIDER, 1)))
                .isTrue();
    }

    @Test
    void aLoneRequestKeepsItsRetriesAndTheFourthIsSpent() {
        assertThat(breakers.withinBudget(Samples.PROVIDER, 0)).isTrue();
        assertThat(IntStream.rangeClosed(1, 3).allMatch(retry -> breakers.withinBudget(Samples.PROVIDER, retry)))
                .isTrue();
        assertThat(breakers.withinBudget(Samples.PROVIDER, 4)).isFalse();
        assertThat(breakers.withinBudget(Samples.PROVIDER, 0))
                .as("first calls always may")
                .isTrue();
    }

    @Test
    void eachProviderHasABudgetOfItsOwn() {
        NodeBreakers two = new NodeBreakers(views, keys, tally, Samples.plan(Samples.PROVIDER, "other"));
        IntStream.rangeClosed(1, 4).forEach(retry -> two.withinBudget(Samples.PROVIDER, retry));
        assertThat(two.withinBudget("other", 1)).isTrue();
    }

    /** A request that is not among the two in a hundred that try although all is open. */
    private static String keptBack() {
        return "request-7";
    }
}
