package io.downclimb.api.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.jspecify.annotations.Nullable;

/** Callers of this process who wait for a conclusion: released the moment it is committed here. */
@Singleton
class Waiters implements ConclusionListener {
    /**
     * A conclusion that stands.
     *
     * @param content the answer's content; null where there is none, or it has to be read
     */
    record News(AnswerRow answer, @Nullable ObjectNode content) {}

    private final Map<UUID, Queue<CompletableFuture<News>>> waiting = new ConcurrentHashMap<>();

    CompletableFuture<News> expect(UUID requestId) {
        CompletableFuture<News> waiter = new CompletableFuture<>();
        waiting.compute(requestId, (id, others) -> {
            Queue<CompletableFuture<News>> all = others == null ? new ConcurrentLinkedQueue<>() : others;
            all.add(waiter);
            return all;
        });
        return waiter;
    }

    void leave(UUID requestId, CompletableFuture<News> waiter) {
        waiting.computeIfPresent(requestId, (id, all) -> {
            all.removeIf(other -> other == waiter);
            return all.isEmpty() ? null : all;
        });
    }

    @Override
    public void concluded(RequestRow request, AnswerRow answer, @Nullable ObjectNode content) {
        News news = new News(answer, content);
        Queue<CompletableFuture<News>> waiters = waiting.remove(request.id());
        if (waiters != null) {
            waiters.forEach(waiter -> waiter.complete(news));
        }
    }
}
