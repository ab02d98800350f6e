package io.downclimb.workflows.activity;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One call to make. Times are absolute (ms since 1970), so that waiting in a queue is paid from the same budget.
 *
 * @param number counts the request's attempts from 1, over all rungs; a repetition after a lost worker keeps its number
 * @param rung the rung's index in the policy's ladder
 * @param notBefore when it may be sent; 0 for at once. The wait is spent where the call is made, since the engine's own timers may fire up
 *     to a second late ({@code history.timerProcessorMaxTimeShift}), which is longer than most waits
 * @param firstContentBy when the first content must have arrived
 * @param completeBy when the answer must be whole
 * @param retry 0 for the first call on its rung, then the number of the retry
 * @param ending how a whole or refused answer ends the request; null in orders older than that: the workflow concludes afterwards
 */
public record AttemptOrder(
        String requestId,
        String policyHash,
        int number,
        int rung,
        String tier,
        String provider,
        String model,
        long notBefore,
        long firstContentBy,
        long completeBy,
        int retry,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Ending ending) {
    /** An order whose answer does not end the request by itself. */
    public AttemptOrder(
            String requestId,
            String policyHash,
            int number,
            int rung,
            String tier,
            String provider,
            String model,
            long notBefore,
            long firstContentBy,
            long completeBy,
            int retry) {
        this(
                requestId,
                policyHash,
                number,
                rung,
                tier,
                provider,
                model,
                notBefore,
                firstContentBy,
                completeBy,
                retry,
                null);
    }
}
