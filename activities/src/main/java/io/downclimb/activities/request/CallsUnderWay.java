package io.downclimb.activities.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Cancellation;
import io.downclimb.db.AnswerRow;
import io.downclimb.db.RequestRow;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The calls of this node. A request that is concluded while its call is under way (cancelled, or at its deadline) ends the call at
 * once, without waiting for the engine's word at the next heartbeat.
 */
@Singleton
class CallsUnderWay implements ConclusionListener {
    private final Map<String, Cancellation> calls = new ConcurrentHashMap<>();

    void begun(String requestId, Cancellation cancellation) {
        calls.put(requestId, cancellation);
    }

    void ended(String requestId, Cancellation cancellation) {
        calls.remove(requestId, cancellation);
    }

    @Override
    public void concluded(RequestRow request, AnswerRow answer, @Nullable ObjectNode content) {
        Cancellation cancellation = calls.get(request.id().toString());
        if (cancellation != null) {
            cancellation.cancel();
        }
    }
}
