package io.downclimb.replay;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downclimb.workflows.activity.Breakers;
import io.downclimb.workflows.activity.Concluded;
import io.downclimb.workflows.activity.Conclusion;
import io.downclimb.workflows.activity.PrepareOrder;
import io.downclimb.workflows.activity.Prepared;
import io.downclimb.workflows.activity.ShortStep;
import io.downclimb.workflows.activity.Steps;
import io.downclimb.workflows.breaker.BreakerInput;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.BreakerWorkflow;
import io.downclimb.workflows.breaker.OperatorAction;
import io.downclimb.workflows.breaker.OutcomeReport;
import io.downclimb.workflows.judge.JudgeOrder;
import io.downclimb.workflows.judge.JudgeWorkflow;
import io.downclimb.workflows.judge.Judgement;
import io.downclimb.workflows.status.StatusInput;
import io.downclimb.workflows.status.StatusNews;
import io.downclimb.workflows.status.StatusWorkflow;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guard works: a workflow that was changed carelessly does not replay, and the error names the event. */
class ReplayGuardTest {
    private static final String FIRST_DIFFERENCE = "Failure handling event 5 of type 'EVENT_TYPE_MARKER_RECORDED'";

    @Test
    void anAdditionalActivityIsFound() {
        assertThatThrownBy(() -> replay(AsksOnceMore.class))
                .hasMessageContaining("NonDeterministicException")
                .hasMessageContaining(FIRST_DIFFERENCE);
    }

    @Test
    void anAdditionalWaitIsFound() {
        assertThatThrownBy(() -> replay(WaitsFirst.class))
                .hasMessageContaining("NonDeterministicException")
                .hasMessageContaining(FIRST_DIFFERENCE);
    }

    @Test
    void anOmittedStepIsFound() {
        assertThatThrownBy(() -> replay(StopsAfterPreparing.class))
                .hasMessageContaining("NonDeterministicException")
                .hasMessageContaining("Failure handling event 6 of type 'EVENT_TYPE_ACTIVITY_TASK_SCHEDULED'");
    }

    /** The engine does not compare the types of local activities: it stumbles over the result, or over what follows. */
    @Test
    void concludingBeforePreparingIsFound() {
        assertThatThrownBy(() -> replay(ConcludesFirst.class))
                .hasMessageMatching("(?s).*Failure handling event [56] of type 'EVENT_TYPE_[A-Z_]+' during replay.*");
    }

    /** The engine notices nothing: the same kinds of events in the same order. */
    @Test
    void anotherConclusionIsFound() throws Exception {
        WorkflowExecutionHistory history = Histories.of("cache-answers");
        RecordingInterceptor recording = new RecordingInterceptor();
        try (ReplayWorker worker = new ReplayWorker(ConcludesOtherwise.class, recording)) {
            worker.replay(history);
        }
        assertThatThrownBy(() -> Decisions.recordedIn(history).assertRepeatedBy(recording.asked()))
                .hasMessageContaining("Conclude.end.kind")
                .hasMessageContaining("by-cache");
    }

    @Test
    void aBreakerThatDoesNotRememberIsFound() {
        assertThatThrownBy(() -> replay(Forgetful.class, "breaker-trips-and-comes-back"))
                .hasMessageContaining("NonDeterministicException");
    }

    @Test
    void aBreakerThatWritesNothingDownIsFound() {
        assertThatThrownBy(() -> replay(Deaf.class, "breaker-trips-and-comes-back"))
                .hasMessageContaining("NonDeterministicException");
    }

    @Test
    void aJudgeThatIsNotAskedIsFound() {
        assertThatThrownBy(() -> replay(Prejudiced.class, "judge-scores-an-answer"))
                .hasMessageContaining("NonDeterministicException");
    }

    @Test
    void aPageThatIsNotReadIsFound() {
        assertThatThrownBy(() -> replay(Idle.class, "status-page-is-read"))
                .hasMessageContaining("NonDeterministicException");
    }

    private static void replay(Class<? extends RequestWorkflow> changed) throws Exception {
        replay(changed, "primary-answers");
    }

    private static void replay(Class<?> changed, String history) throws Exception {
        try (ReplayWorker worker = new ReplayWorker(changed)) {
            worker.replay(Histories.of(history));
        }
    }

    /** Begins anew instead of asking what is written down. */
    public static final class Forgetful extends Deaf {
        @Override
        public void run(BreakerInput input) {
            Workflow.await(() -> false);
        }
    }

    /** Asks what is written down, and then hears nothing. */
    public static class Deaf implements BreakerWorkflow {
        private final Breakers memory = Workflow.newLocalActivityStub(Breakers.class, ShortStep.OPTIONS);

        /** As the original, whose random numbers take an id. */
        public Deaf() {
            var _ = Workflow.newRandom();
        }

        @Override
        public void run(BreakerInput input) {
            var _ = memory.recallBreaker(input.provider());
            Workflow.await(() -> false);
        }

        @Override
        public void report(OutcomeReport report) {}

        @Override
        public void configure(BreakerSettings settings) {}

        @Override
        public void status(StatusNews news) {}

        @Override
        public BreakerView operate(OperatorAction action) {
            throw new UnsupportedOperationException();
        }
    }

    /** Knows its judgement beforehand. */
    public static final class Prejudiced implements JudgeWorkflow {
        @Override
        public Judgement run(JudgeOrder order) {
            return Judgement.missing(Judgement.FAILED);
        }
    }

    /** Rests before it reads anything. */
    public static final class Idle implements StatusWorkflow {
        @Override
        public void run(StatusInput input) {
            Workflow.sleep(Duration.ofMillis(1));
        }

        @Override
        public void configure(StatusInput input) {}
    }

    /** A reordering. */
    public static final class ConcludesFirst implements RequestWorkflow {
        private final Steps steps = Workflow.newLocalActivityStub(Steps.class, ShortStep.OPTIONS);

        /** The original's random numbers take an id; without them the first step's id would give the change away. */
        public ConcludesFirst() {
            var _ = Workflow.newRandom();
        }

        @Override
        public Concluded run(RequestInput input) {
            steps.conclude(canned(input));
            steps.prepare(new PrepareOrder(input.requestId(), input.policyHash()));
            return new Concluded("answered", "canned", null, null, true, true);
        }
    }

    /** The right steps in the right order, and the wrong answer. */
    public static final class ConcludesOtherwise implements RequestWorkflow {
        private final Steps steps = Workflow.newLocalActivityStub(Steps.class, ShortStep.OPTIONS);

        public ConcludesOtherwise() {
            var _ = Workflow.newRandom();
        }

        @Override
        public Concluded run(RequestInput input) {
            steps.prepare(new PrepareOrder(input.requestId(), input.policyHash()));
            Concluded concluded = steps.conclude(canned(input));
            Workflow.upsertTypedSearchAttributes(TIER.valueSet("canned"));
            return concluded;
        }
    }

    private static Conclusion canned(RequestInput input) {
        return new Conclusion(
                input.requestId(), input.policyHash(), new Conclusion.ByCanned(3, "canned"), List.of(), List.of());
    }

    /** A new activity in front of all others. */
    public static final class AsksOnceMore implements RequestWorkflow {
        private final Newcomer newcomer = Workflow.newActivityStub(
                Newcomer.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofSeconds(1))
                        .build());

        private final RequestWorkflow before = new RequestWorkflowImpl();

        @Override
        public Concluded run(RequestInput input) {
            newcomer.greet();
            return before.run(input);
        }
    }

    /** A new wait in front of all else. */
    public static final class WaitsFirst implements RequestWorkflow {
        private final RequestWorkflow before = new RequestWorkflowImpl();

        @Override
        public Concluded run(RequestInput input) {
            Workflow.sleep(Duration.ofMillis(1));
            return before.run(input);
        }
    }

    /** Steps left out. */
    public static final class StopsAfterPreparing implements RequestWorkflow {
        private final Steps steps = Workflow.newLocalActivityStub(Steps.class, ShortStep.OPTIONS);

        /** The original's random numbers take an id; without them the first step's id would give the change away. */
        public StopsAfterPreparing() {
            var _ = Workflow.newRandom();
        }

        @Override
        public Concluded run(RequestInput input) {
            Prepared prepared = steps.prepare(new PrepareOrder(input.requestId(), input.policyHash()));
            return new Concluded(prepared.policy().route(), null, null, null, true, true);
        }
    }

    @ActivityInterface
    public interface Newcomer {
        @ActivityMethod(name = "Greet")
        void greet();
    }
}
