package io.downclimb.api.request;

import io.downclimb.activities.request.ConclusionListener;
import io.downclimb.db.AnswerRow;
import io.downclimb.db.RequestRow;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Callers of this process who wait for a conclusion: released the moment it is committed here. */
@Singleton
class Waiters implements ConclusionListener {
    private final Map<UUID, Queue<CompletableFuture<AnswerRow>>> waiting = new ConcurrentHashMap<>();

    CompletableFuture<AnswerRow> expect(UUID requestId) {
        CompletableFuture<AnswerRow> waiter = new CompletableFuture<>();
        waiting.compute(requestId, (id, others) -> {
            Queue<CompletableFuture<AnswerRow>> all = others == null ? new ConcurrentLinkedQueue<>() : others;
            all.add(waiter);
            return all;
        });
        return waiter;
    }

    void leave(UUID requestId, CompletableFuture<AnswerRow> waiter) {
        waiting.computeIfPresent(requestId, (id, all) -> {
            all.removeIf(other -> other == waiter);
            return all.isEmpty() ? null : all;
        });
    }

    @Override
    public void concluded(RequestRow request, AnswerRow answer) {
        Queue<CompletableFuture<AnswerRow>> waiters = waiting.remove(request.id());
        if (waiters != null) {
            waiters.forEach(waiter -> waiter.complete(answer));
        }
    }
}
