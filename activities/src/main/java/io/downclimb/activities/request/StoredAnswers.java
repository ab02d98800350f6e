package io.downclimb.activities.request;

import io.downclimb.db.CacheRepository;
import io.downclimb.db.CacheRow;
import io.downclimb.workflows.activity.CacheHit;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The exact cache as a request meets it: what was given to exactly the same question, if it can still be read.
 *
 * <ol>
 *   <li>One statement looks it up: at the door, where the route asks there, or in <em>prepare</em>. What the door saw is not looked up again.
 *   <li>What is fresh ends the climb at once, so it is read there and then, and kept until the conclusion; where nobody waits at this node, it is only seen to
 *       be there, and read when the request is concluded.
 *   <li>What is stale may not be needed: it is seen to be there, and read when the request is concluded with it.
 * </ol>
 */
@Singleton
public class StoredAnswers {
    private final CacheRepository cache;
    private final RequestsAtHand requests;

    StoredAnswers(CacheRepository cache, RequestsAtHand requests) {
        this.cache = cache;
        this.requests = requests;
    }

    /** What was found before the request was accepted. */
    public sealed interface AtDoor {}

    /**
     * A fresh answer.
     *
     * @param answer its content, in the chat form
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Hit(CacheHit hit, byte[] answer) implements AtDoor {}

    /**
     * No fresh answer.
     *
     * @param stale what may be served once all else has failed, if it is still there; null for nothing
     */
    public record NoHit(@Nullable CacheRow stale) implements AtDoor {}

    /** Looks up a question that has not been accepted. */
    public AtDoor atDoor(String tenant, String policyHash, String bodyHash) {
        Instant now = Instant.now();
        CacheRow kept = cache.lookUp(tenant, policyHash, bodyHash, now).orElse(null);
        if (kept == null || !isFresh(kept, now)) {
            return new NoHit(kept);
        }
        Optional<byte[]> answer = cache.content(kept.requestId(), kept.attempt());
        return answer.isPresent() ? new Hit(hit(kept, now), answer.get()) : new NoHit(null);
    }

    /**
     * What there is for an accepted request; null for nothing.
     *
     * @param seen what the door saw; null where it did not look
     */
    @Nullable
    CacheHit find(UUID requestId, @Nullable NoHit seen) {
        Instant now = Instant.now();
        Optional<CacheRow> kept = seen == null ? cache.lookUp(requestId, now) : Optional.ofNullable(seen.stale());
        return kept.map(row -> hit(row, now))
                .filter(hit -> isThere(requestId.toString(), hit))
                .orElse(null);
    }

    private boolean isThere(String requestId, CacheHit hit) {
        if (!hit.fresh() || !requests.isAtHand(requestId)) {
            return cache.stands(source(hit), hit.attempt());
        }
        Optional<byte[]> answer = cache.content(source(hit), hit.attempt());
        answer.ifPresent(body -> requests.keep(requestId, hit, body));
        return answer.isPresent();
    }

    /** The answer itself, to conclude a request with; empty where it was erased meanwhile. */
    Optional<byte[]> take(String requestId, CacheHit hit) {
        byte[] kept = requests.take(requestId, hit);
        return kept == null ? cache.content(source(hit), hit.attempt()) : Optional.of(kept);
    }

    private static UUID source(CacheHit hit) {
        return UUID.fromString(hit.source());
    }

    private static boolean isFresh(CacheRow row, Instant now) {
        return row.freshUntil().isAfter(now);
    }

    private static CacheHit hit(CacheRow row, Instant now) {
        return new CacheHit(
                row.requestId().toString(),
                row.attempt(),
                row.provider(),
                row.model(),
                isFresh(row, now),
                Duration.between(row.storedAt(), now).toMillis());
    }
}
