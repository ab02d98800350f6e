package io.downclimb.activities.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Cancellation;
import io.downclimb.db.AnswerRow;
import io.downclimb.db.RequestRow;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The calls of this node. A request that is concluded while its call is under way (cancelled, or at its deadline) ends the call at
 * once, without waiting for the engine's word at the next heartbeat. A call that is made inline has no heartbeats: what other nodes conclude
 * is looked up for it ({@link #inlineSince}).
 */
@Singleton
public class CallsUnderWay implements ConclusionListener {
    private final Map<UUID, UnderWay> calls = new ConcurrentHashMap<>();
    private final List<CallsListener> listeners;

    private record UnderWay(Cancellation cancellation, boolean inline, Instant since) {}

    CallsUnderWay(List<CallsListener> listeners) {
        this.listeners = listeners;
    }

    void begun(String requestId, Cancellation cancellation, boolean inline) {
        calls.put(UUID.fromString(requestId), new UnderWay(cancellation, inline, Instant.now()));
        listeners.forEach(listener -> listener.taken(requestId));
    }

    void sent(String requestId) {
        listeners.forEach(listener -> listener.sent(requestId));
    }

    void heard(String requestId) {
        listeners.forEach(listener -> listener.heard(requestId));
    }

    void ended(String requestId, Cancellation cancellation) {
        calls.computeIfPresent(
                UUID.fromString(requestId), (id, call) -> call.cancellation() == cancellation ? null : call);
        heard(requestId);
    }

    /** The requests whose inline calls began before this moment and are still under way. */
    public Set<UUID> inlineSince(Instant moment) {
        return calls.entrySet().stream()
                .filter(call ->
                        call.getValue().inline() && call.getValue().since().isBefore(moment))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Ends the call of a request that has been concluded. */
    public void end(UUID requestId) {
        UnderWay call = calls.get(requestId);
        if (call != null) {
            call.cancellation().cancel();
        }
    }

    @Override
    public void concluded(RequestRow request, AnswerRow answer, @Nullable ObjectNode content) {
        end(request.id());
    }
}
