package io.downclimb.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.downclimb.incident.IncidentHistory;
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
import io.downclimb.workflows.request.RequestInput;
import io.downclimb.workflows.request.RequestWorkflow;
import io.downclimb.workflows.request.RequestWorkflowImpl;
import io.downclimb.workflows.status.StatusInput;
import io.downclimb.workflows.status.StatusNews;
import io.downclimb.workflows.status.StatusWorkflow;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.history.v1.History;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guard works: a workflow that was changed carelessly is found and named, and one that was changed compatibly passes. */
class ReplayGuardTest {
    @Test
    void anAdditionalActivityIsFound() {
        Difference difference = difference(AsksOnceMore.class);
        assertThat(difference.workflowId()).isEqualTo("request/primary-answers");
        assertThat(difference.eventId()).isEqualTo(5);
        assertThat(difference.eventType()).isEqualTo("MARKER_RECORDED");
        assertThat(difference.expected()).isEqualTo("the step Prepare");
        assertThat(difference.asked()).isEqualTo("the activity Greet");
        assertThat(difference.isStuck()).isTrue();
        assertThat(difference.message())
                .startsWith(
                        "Request request/primary-answers, event 5 (MARKER_RECORDED): recorded is the step Prepare, and the code asks for the activity Greet")
                .contains("Failure handling event 5 of type 'EVENT_TYPE_MARKER_RECORDED'");
    }

    @Test
    void anAdditionalWaitIsFound() {
        assertThat(difference(WaitsFirst.class))
                .returns(5L, Difference::eventId)
                .returns("the step Prepare", Difference::expected)
                .returns("a wait of 1 ms", Difference::asked)
                .returns(true, Difference::isStuck);
    }

    @Test
    void anOmittedStepIsFound() {
        assertThat(difference(StopsAfterPreparing.class))
                .returns(6L, Difference::eventId)
                .returns("ACTIVITY_TASK_SCHEDULED", Difference::eventType)
                .returns("the activity Attempt", Difference::expected)
                .returns("the workflow's result", Difference::asked)
                .returns(true, Difference::isStuck);
    }

    /** The engine does not compare the types of local activities: it stumbles over the result, or over what follows. */
    @Test
    void concludingBeforePreparingIsFound() {
        assertThat(difference(ConcludesFirst.class))
                .returns(5L, Difference::eventId)
                .returns("the step Prepare", Difference::expected)
                .returns("the step Conclude", Difference::asked)
                .returns(true, Difference::isStuck);
    }

    /** The engine notices nothing: the same kinds of events in the same order. */
    @Test
    void anotherConclusionIsFound() {
        assertThat(difference(ConcludesOtherwise.class, "cache-answers"))
                .returns("Conclude.end.kind = \"by-cache\"", Difference::expected)
                .returns("Conclude.end.kind = \"by-canned\"", Difference::asked)
                .returns(false, Difference::isStuck)
                .extracting(Difference::message, STRING)
                .contains("would go on, and otherwise than it did");
    }

    @Test
    void aBreakerThatDoesNotRememberIsFound() {
        assertThat(difference(Forgetful.class, "breaker-trips-and-comes-back"))
                .returns("Breaker", Difference::type)
                .returns("the step RecallBreaker", Difference::expected)
                .returns("nothing more", Difference::asked)
                .returns(true, Difference::isStuck);
    }

    @Test
    void aBreakerThatWritesNothingDownIsFound() {
        assertThat(difference(Deaf.class, "breaker-trips-and-comes-back"))
                .returns("nothing more", Difference::asked)
                .returns(true, Difference::isStuck);
    }

    @Test
    void aJudgeThatIsNotAskedIsFound() {
        assertThat(difference(Prejudiced.class, "judge-scores-an-answer"))
                .returns("Judge", Difference::type)
                .returns("the workflow's result", Difference::asked)
                .returns(true, Difference::isStuck);
    }

    @Test
    void aPageThatIsNotReadIsFound() {
        assertThat(difference(Idle.class, "status-page-is-read"))
                .returns("Status", Difference::type)
                .returns("a wait of 1 ms", Difference::asked)
                .returns(true, Difference::isStuck);
    }

    /** Beside a version, what was begun before goes on as it was. */
    @Test
    void anAdditionalWaitBesideAVersionPasses() {
        try (Replayer replayer = Replayer.of(List.of(WaitsFirstSinceVersionOne.class))) {
            assertThat(replayer.replay(Histories.of("primary-answers"))).isEmpty();
            assertThat(replayer.replay(Histories.of("canned-answers"))).isEmpty();
        }
    }

    /** A history without its end was read while the request was under way: what the code decides next is nothing against it. */
    @Test
    void aRequestUnderWayIsRepeatedAsFarAsItCame() {
        try (Replayer replayer = Replayer.asReleased()) {
            assertThat(replayer.replay(cutAfter(7, "primary-answers"))).isEmpty();
            assertThat(replayer.replay(cutAfter(3, "primary-answers"))).isEmpty();
        }
        try (Replayer replayer = Replayer.of(List.of(WaitsFirst.class))) {
            assertThat(replayer.replay(cutAfter(7, "primary-answers"))).isPresent();
        }
    }

    @Test
    void aTypeThatNobodyImplementsIsNamed() {
        try (Replayer replayer = Replayer.of(List.of(Prejudiced.class))) {
            assertThat(replayer.replay(Histories.of("primary-answers")))
                    .hasValueSatisfying(difference -> assertThat(difference.message())
                            .contains("request/primary-answers")
                            .contains("Unknown workflow type"));
        }
    }

    private static Difference difference(Class<? extends RequestWorkflow> changed) {
        return difference(changed, "primary-answers");
    }

    private static Difference difference(Class<?> changed, String history) {
        try (Replayer replayer = Replayer.of(List.of(changed))) {
            return replayer.replay(Histories.of(history)).orElseThrow();
        }
    }

    private static IncidentHistory cutAfter(int events, String name) {
        History.Builder cut = History.newBuilder();
        WorkflowExecutionHistory.fromJson(Histories.json(name)).getEvents().stream()
                .limit(events)
                .forEach(cut::addEvents);
        return Histories.of(name, new WorkflowExecutionHistory(cut.build()).toJson(false));
    }

    /** A new wait for requests that begin from now on. */
    public static final class WaitsFirstSinceVersionOne implements RequestWorkflow {
        private final RequestWorkflow before = new RequestWorkflowImpl();

        @Override
        public Concluded run(RequestInput input) {
            if (Workflow.getVersion("wait-first", Workflow.DEFAULT_VERSION, 1) != Workflow.DEFAULT_VERSION) {
                Workflow.sleep(Duration.ofMillis(1));
            }
            return before.run(input);
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
