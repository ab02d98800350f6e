package io.downclimb.activities.request;

import io.downclimb.activities.provider.ChatRequest;
import io.downclimb.workflows.activity.CacheHit;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Requests whose callers wait at this node, as they came in: what the node has just committed, or read for them, it need not read back. A step that
 * runs elsewhere, or again, reads what is recorded.
 */
@Singleton
public class RequestsAtHand {
    private final Map<String, AtHand> requests = new ConcurrentHashMap<>();

    private record AtHand(Fresh fresh, AtomicBoolean prepared, AtomicReference<@Nullable Kept> kept) {}

    /**
     * A request of which nothing can be recorded but itself.
     *
     * @param seen what the door saw in the cache; null where it did not look
     */
    record Fresh(ChatRequest request, StoredAnswers.@Nullable NoHit seen) {}

    /** An answer of another request. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Kept(CacheHit hit, byte[] answer) {}

    /**
     * A request that was accepted a moment ago, by this node, and whose workflow has not been started.
     *
     * @param seen what the door saw in the cache; null where it did not look
     */
    public void lay(String requestId, ChatRequest request, StoredAnswers.@Nullable NoHit seen) {
        requests.put(requestId, new AtHand(new Fresh(request, seen), new AtomicBoolean(), new AtomicReference<>()));
    }

    /** Its caller has left. */
    public void clear(String requestId) {
        requests.remove(requestId);
    }

    /** The request, for the first step of its workflow, once: nothing can be recorded of it by then. Null where there may be. */
    @Nullable
    Fresh fresh(String requestId) {
        AtHand found = requests.get(requestId);
        return found != null && found.prepared().compareAndSet(false, true) ? found.fresh() : null;
    }

    /** The request; null where it has to be read. */
    @Nullable
    ChatRequest find(String requestId) {
        AtHand found = requests.get(requestId);
        return found == null ? null : found.fresh().request();
    }

    boolean isAtHand(String requestId) {
        return requests.containsKey(requestId);
    }

    /** Keeps the stored answer that the request is to be concluded with, until then or until its caller leaves. */
    void keep(String requestId, CacheHit hit, byte[] answer) {
        AtHand found = requests.get(requestId);
        if (found != null) {
            found.kept().set(new Kept(hit, answer));
        }
    }

    /** The stored answer that was kept, once; null where it has to be read. */
    byte @Nullable [] take(String requestId, CacheHit hit) {
        AtHand found = requests.get(requestId);
        Kept kept = found == null ? null : found.kept().getAndSet(null);
        return kept != null && kept.hit().equals(hit) ? kept.answer() : null;
    }
}
