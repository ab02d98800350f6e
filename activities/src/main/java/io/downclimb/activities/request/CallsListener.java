package io.downclimb.activities.request;

/**
 * Told of the calls that this node makes, by the ids of their requests: who works on a request at this moment, its provider or this node? Must not throw, and must be
 * quick.
 */
public interface CallsListener {
    /** An attempt has come to this node; it may pause before it is sent. */
    void taken(String requestId);

    /** A call goes out now; its attempt has just been written down. */
    void sent(String requestId);

    /** No call is out any more. May be told more than once. */
    void heard(String requestId);
}
