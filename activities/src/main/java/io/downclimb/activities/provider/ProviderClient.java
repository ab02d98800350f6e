package io.downclimb.activities.provider;

/** Makes calls. One call is one attempt: no retries in here. */
public interface ProviderClient {
    /**
     * Makes the call and reads the stream to its end, on the calling thread.
     *
     * @param listener hears how it goes
     * @throws java.util.concurrent.CancellationException when the cancellation ended it
     */
    CallReport call(Call call, Cancellation cancellation, CallListener listener);

    /** Makes a call that nobody listens to. */
    default CallReport call(Call call, Cancellation cancellation) {
        return call(call, cancellation, CallListener.DEAF);
    }
}
