package io.downclimb.activities.provider;

/** Makes calls. One call is one attempt: no retries in here. */
public interface ProviderClient {
    /**
     * Makes the call and reads the stream to its end, on the calling thread.
     *
     * @param flows told once, when the first content comes
     * @throws java.util.concurrent.CancellationException when the cancellation ended it
     */
    CallReport call(Call call, Cancellation cancellation, Runnable flows);

    /** Makes a call whose first content nobody waits for. */
    default CallReport call(Call call, Cancellation cancellation) {
        return call(call, cancellation, () -> {});
    }
}
