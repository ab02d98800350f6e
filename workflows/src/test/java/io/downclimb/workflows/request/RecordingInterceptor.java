package io.downclimb.workflows.request;

import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/** Writes down what a workflow asks for, in order, with what it hands over: the engine itself compares only the kinds. */
final class RecordingInterceptor extends WorkerInterceptorBase {
    static final String TIMER = "timer";
    static final String RESULT = "result";
    static final String AGAIN = "continue as new";

    /** What the workflow asked for: an activity with its argument, a timer with its duration, its own result, or what it continues with. */
    record Asked(String what, Object with) {}

    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    void forget() {
        asked.clear();
    }

    @Override
    public WorkflowInboundCallsInterceptor interceptWorkflow(WorkflowInboundCallsInterceptor next) {
        return new WorkflowInboundCallsInterceptorBase(next) {
            @Override
            public void init(WorkflowOutboundCallsInterceptor outbound) {
                super.init(new Outbound(outbound));
            }

            @Override
            public WorkflowOutput execute(WorkflowInput input) {
                WorkflowOutput output = super.execute(input);
                asked.add(new Asked(RESULT, output.getResult()));
                return output;
            }
        };
    }

    private final class Outbound extends WorkflowOutboundCallsInterceptorBase {
        Outbound(WorkflowOutboundCallsInterceptor next) {
            super(next);
        }

        @Override
        public <R> ActivityOutput<R> executeActivity(ActivityInput<R> input) {
            asked.add(new Asked(input.getActivityName(), input.getArgs()[0]));
            return super.executeActivity(input);
        }

        @Override
        public <R> LocalActivityOutput<R> executeLocalActivity(LocalActivityInput<R> input) {
            asked.add(new Asked(input.getActivityName(), input.getArgs()[0]));
            return super.executeLocalActivity(input);
        }

        /** A wait for news has a timer of its own. */
        @Override
        public boolean await(Duration timeout, String reason, Supplier<Boolean> unblockCondition) {
            asked.add(new Asked(TIMER, timeout));
            return super.await(timeout, reason, unblockCondition);
        }

        @Override
        public void continueAsNew(ContinueAsNewInput input) {
            asked.add(new Asked(AGAIN, input.getArgs()[0]));
            super.continueAsNew(input);
        }

        @Override
        public Promise<Void> newTimer(Duration delay, TimerOptions options) {
            asked.add(new Asked(TIMER, delay));
            return super.newTimer(delay, options);
        }
    }
}
