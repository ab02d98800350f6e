package io.downclimb.activities.request;

import io.downclimb.activities.breaker.NodeBreakers;
import io.downclimb.activities.provider.ChatRequest;
import io.downclimb.activities.provider.Fitness;
import io.downclimb.activities.provider.Provider;
import io.downclimb.activities.provider.Providers;
import io.downclimb.db.AttemptRepository;
import io.downclimb.db.AttemptRow;
import io.downclimb.db.CacheRepository;
import io.downclimb.db.CacheRow;
import io.downclimb.db.ContentRepository;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.CacheHit;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.PrepareOrder;
import io.downclimb.workflows.activity.Prepared;
import io.downclimb.workflows.activity.Skip;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gathers what the climb needs to know, from what is recorded. */
@Singleton
public class Preparation {
    private final PolicyBook policies;
    private final Providers providers;
    private final Conclusions conclusions;
    private final ContentRepository contents;
    private final AttemptRepository attempts;
    private final CacheRepository cache;
    private final NodeBreakers breakers;

    Preparation(
            PolicyBook policies,
            Providers providers,
            Conclusions conclusions,
            ContentRepository contents,
            AttemptRepository attempts,
            CacheRepository cache,
            NodeBreakers breakers) {
        this.policies = policies;
        this.providers = providers;
        this.conclusions = conclusions;
        this.contents = contents;
        this.attempts = attempts;
        this.cache = cache;
        this.breakers = breakers;
    }

    public Prepared prepare(PrepareOrder order) {
        UUID id = UUID.fromString(order.requestId());
        Policy policy = policies.policy(order.policyHash());
        return new Prepared(
                policy,
                skips(id, policy),
                cached(id, policy),
                recorded(id),
                conclusions.standing(order.requestId()).orElse(null),
                breakers.all(policy, order.requestId(), order.policyHash()));
    }

    private @Nullable CacheHit cached(UUID id, Policy policy) {
        if (!(policy.ladder().getFirst() instanceof Rung.Cache)) {
            return null;
        }
        Instant now = Instant.now();
        return cache.lookUp(id, now).map(row -> hit(row, now)).orElse(null);
    }

    private static CacheHit hit(CacheRow row, Instant now) {
        return new CacheHit(
                row.requestId().toString(),
                row.attempt(),
                row.provider(),
                row.model(),
                row.freshUntil().isAfter(now),
                Duration.between(row.storedAt(), now).toMillis());
    }

    private List<AttemptResult> recorded(UUID id) {
        return attempts.findAll(id).stream()
                .map(AttemptRow::result)
                .filter(result -> result != null)
                .map(Results::read)
                .toList();
    }

    /** The rungs that cannot carry this request, whatever their providers do. */
    private List<Skip> skips(UUID id, Policy policy) {
        List<Skip> skips = new ArrayList<>();
        contents.find(id, "request", 0).map(row -> Results.request(row.body())).ifPresent(request -> {
            for (int index = 0; index < policy.ladder().size(); index++) {
                if (policy.ladder().get(index) instanceof Rung.Model rung) {
                    Skip skip = skip(index, rung, request);
                    if (skip != null) {
                        skips.add(skip);
                    }
                }
            }
        });
        return skips;
    }

    private @Nullable Skip skip(int index, Rung.Model rung, ChatRequest request) {
        Provider provider = providers.find(rung.provider());
        if (provider == null) {
            return new Skip(
                    index, rung.tier(), null, "provider %s is not configured on this node".formatted(rung.provider()));
        }
        String format = Fitness.reason(provider.api(), null, request);
        if (format != null) {
            return new Skip(index, rung.tier(), ErrorClass.INVALID_REQUEST, format);
        }
        String window = Fitness.reason(provider.api(), rung.window(), request);
        return window == null ? null : new Skip(index, rung.tier(), ErrorClass.CONTEXT_LENGTH, window);
    }
}
