package io.downclimb.activities.request;

import io.downclimb.activities.provider.Cancellation;
import io.downclimb.db.AnswerRow;
import io.downclimb.db.RequestRow;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls of this node. A request that is concluded while its call is under way (cancelled, or at its deadline) ends the call at
 * once, without waiting for the engine's word at the next heartbeat.
 */
@Singleton
class CallsUnderWay implements ConclusionListener {
    private final Map<String, Cancellation> calls = new ConcurrentHashMap<>();
    private final List<CallsListener> listeners;

    CallsUnderWay(List<CallsListener> listeners) {
        this.listeners = listeners;
    }

    void begun(String requestId, Cancellation cancellation) {
        calls.put(requestId, cancellation);
        listeners.forEach(listener -> listener.taken(requestId));
    }

    void sent(String requestId) {
        listeners.forEach(listener -> listener.sent(requestId));
    }

    void heard(String requestId) {
        listeners.forEach(listener -> listener.heard(requestId));
    }

    void ended(String requestId, Cancellation cancellation) {
        calls.remove(requestId, cancellation);
        heard(requestId);
    }

    @Override
    public void concluded(RequestRow request, AnswerRow answer) {
        Cancellation cancellation = calls.get(request.id().toString());
        if (cancellation != null) {
            cancellation.cancel();
        }
    }
}
