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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The calls of this node. A request that is concluded while its call is under way (cancelled, or at its deadline) ends the call at
 * once, without waiting for the engine's word at the next heartbeat. A call that is made inline has no heartbeats: what other nodes conclude
 * is looked up for it ({@link #inlineSince}).
 */
@Singleton
public class CallsUnderWay implements ConclusionListener {
    /** One for each request, but for the moments in which the engine takes a call for lost that is not. */
    private final Map<UUID, List<UnderWay>> calls = new ConcurrentHashMap<>();

    private final List<CallsListener> listeners;

    private record UnderWay(Cancellation cancellation, boolean inline, Instant since) {}

    CallsUnderWay(List<CallsListener> listeners) {
        this.listeners = listeners;
    }

    void begun(String requestId, Cancellation cancellation, boolean inline) {
        UnderWay call = new UnderWay(cancellation, inline, Instant.now());
        calls.merge(UUID.fromString(requestId), List.of(call), CallsUnderWay::joined);
        listeners.forEach(listener -> listener.taken(requestId));
    }

    void sent(String requestId) {
        listeners.forEach(listener -> listener.sent(requestId));
    }

    void heard(String requestId) {
        listeners.forEach(listener -> listener.heard(requestId));
    }

    void ended(String requestId, Cancellation cancellation) {
        calls.computeIfPresent(UUID.fromString(requestId), (id, all) -> {
            List<UnderWay> others = all.stream()
                    .filter(call -> call.cancellation() != cancellation)
                    .toList();
            return others.isEmpty() ? null : others;
        });
        heard(requestId);
    }

    private static List<UnderWay> joined(List<UnderWay> some, List<UnderWay> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    /** The requests whose inline calls began before this moment and are still under way. */
    public Set<UUID> inlineSince(Instant moment) {
        return calls.entrySet().stream()
                .filter(calling -> calling.getValue().stream()
                        .anyMatch(call -> call.inline() && call.since().isBefore(moment)))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Ends the calls of a request that has been concluded. */
    public void end(UUID requestId) {
        calls.getOrDefault(requestId, List.of())
                .forEach(call -> call.cancellation().cancel());
    }

    @Override
    public void concluded(RequestRow request, AnswerRow answer, @Nullable ObjectNode content) {
        end(request.id());
    }
}
