package io.downclimb.activities.request;

import io.downclimb.activities.provider.ChatRequest;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Requests whose callers wait at this node, as they came in: what the node has just committed it need not read back. A step that
 * runs elsewhere, or again, reads what is recorded.
 */
@Singleton
public class RequestsAtHand {
    private final Map<String, AtHand> requests = new ConcurrentHashMap<>();

    private record AtHand(ChatRequest request, AtomicBoolean prepared) {}

    /** A request that was accepted a moment ago, by this node, and whose workflow has not been started. */
    public void lay(String requestId, ChatRequest request) {
        requests.put(requestId, new AtHand(request, new AtomicBoolean()));
    }

    /** Its caller has left. */
    public void clear(String requestId) {
        requests.remove(requestId);
    }

    /** The request, for the first step of its workflow, once: nothing can be recorded of it by then. Null where there may be. */
    @Nullable
    ChatRequest fresh(String requestId) {
        AtHand found = requests.get(requestId);
        return found != null && found.prepared().compareAndSet(false, true) ? found.request() : null;
    }

    /** The request; null where it has to be read. */
    @Nullable
    ChatRequest find(String requestId) {
        AtHand found = requests.get(requestId);
        return found == null ? null : found.request();
    }
}
