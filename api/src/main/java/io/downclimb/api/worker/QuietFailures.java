package io.downclimb.api.worker;

import io.downclimb.activities.request.MissingRowException;
import io.temporal.client.ActivityCompletionException;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;

/**
 * Keeps contents out of histories: what an activity throws reaches the engine as the class of the exception and nothing more, since
 * messages of drivers and parsers may quote what they were given.
 */
final class QuietFailures extends WorkerInterceptorBase {
    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new ActivityInboundCallsInterceptorBase(next) {
            @Override
            public ActivityOutput execute(ActivityInput input) {
                try {
                    return super.execute(input);
                } catch (TemporalFailure | ActivityCompletionException e) {
                    throw e;
                } catch (MissingRowException e) {
                    throw ApplicationFailure.newNonRetryableFailure(
                            String.valueOf(e.getMessage()), e.getClass().getSimpleName());
                } catch (RuntimeException e) {
                    String name = e.getClass().getSimpleName();
                    throw ApplicationFailure.newFailure(name, name);
                }
            }
        };
    }
}
