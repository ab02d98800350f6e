package io.downclimb.replay;

import io.temporal.common.SearchAttributeUpdate;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptor;
import io.temporal.common.interceptors.WorkflowOutboundCallsInterceptorBase;
import io.temporal.workflow.Promise;
import io.temporal.workflow.TimerOptions;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes down what a workflow asks for, with what it hands over: the engine itself compares only the kinds. One workflow at a time. */
final class TracingInterceptor extends WorkerInterceptorBase {
    private final Trace trace;

    TracingInterceptor(Trace trace) {
        this.trace = trace;
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
                trace.add(new Asked(Kind.RESULT, "result", output.getResult()));
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
            trace.add(new Asked(Kind.ACTIVITY, input.getActivityName(), first(input.getArgs())));
            return super.executeActivity(input);
        }

        @Override
        public <R> LocalActivityOutput<R> executeLocalActivity(LocalActivityInput<R> input) {
            Asked step = new Asked(Kind.STEP, input.getActivityName(), first(input.getArgs()));
            trace.begin(step);
            LocalActivityOutput<R> output = super.executeLocalActivity(input);
            var _ = output.getResult().handle((result, _) -> {
                trace.back(step);
                return result;
            });
            return output;
        }

        /** A wait for news has a timer of its own. */
        @Override
        public boolean await(Duration timeout, String reason, Supplier<Boolean> unblockCondition) {
            trace.add(wait(timeout));
            return super.await(timeout, reason, unblockCondition);
        }

        @Override
        public void sleep(Duration duration) {
            trace.add(wait(duration));
            super.sleep(duration);
        }

        @Override
        public Promise<Void> newTimer(Duration delay) {
            trace.add(wait(delay));
            return super.newTimer(delay);
        }

        @Override
        public Promise<Void> newTimer(Duration delay, TimerOptions options) {
            trace.add(wait(delay));
            return super.newTimer(delay, options);
        }

        @Override
        public void upsertTypedSearchAttributes(SearchAttributeUpdate<?>... updates) {
            trace.add(new Asked(Kind.LABELS, "labels", Labels.told(updates)));
            super.upsertTypedSearchAttributes(updates);
        }

        @Override
        public void continueAsNew(ContinueAsNewInput input) {
            trace.add(new Asked(Kind.AGAIN, "continued", first(input.getArgs())));
            super.continueAsNew(input);
        }

        private static Asked wait(Duration duration) {
            return new Asked(Kind.WAIT, "wait", duration);
        }

        /** The SDK gives no list at all for an activity without arguments. */
        private static @Nullable Object first(Object @Nullable [] arguments) {
            return arguments == null || arguments.length == 0 ? null : arguments[0];
        }
    }
}
