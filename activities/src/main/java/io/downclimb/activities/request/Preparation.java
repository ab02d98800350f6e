package io.downclimb.activities.request;

import io.downclimb.activities.breaker.NodeBreakers;
import io.downclimb.activities.provider.ChatRequest;
import io.downclimb.activities.provider.Fitness;
import io.downclimb.activities.provider.Provider;
import io.downclimb.activities.provider.Providers;
import io.downclimb.db.AnswerRow;
import io.downclimb.db.AttemptRepository;
import io.downclimb.db.CacheRepository;
import io.downclimb.db.CacheRow;
import io.downclimb.db.RecordedRequest;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.CacheHit;
import io.downclimb.workflows.activity.Concluded;
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
    private final AttemptRepository attempts;
    private final CacheRepository cache;
    private final NodeBreakers breakers;
    private final RequestsAtHand requests;

    Preparation(
            PolicyBook policies,
            Providers providers,
            AttemptRepository attempts,
            CacheRepository cache,
            NodeBreakers breakers,
            RequestsAtHand requests) {
        this.policies = policies;
        this.providers = providers;
        this.attempts = attempts;
        this.cache = cache;
        this.breakers = breakers;
        this.requests = requests;
    }

    public Prepared prepare(PrepareOrder order) {
        UUID id = UUID.fromString(order.requestId());
        Policy policy = policies.policy(order.policyHash());
        ChatRequest fresh = requests.fresh(order.requestId());
        Recorded recorded = fresh != null ? Recorded.nothingOf(fresh) : recorded(id);
        return new Prepared(
                policy,
                skips(recorded.request(), policy),
                cached(id, policy),
                recorded.attempts(),
                recorded.concluded(),
                breakers.all(policy, order.requestId(), order.policyHash()));
    }

    /**
     * What Postgres knows of a request.
     *
     * @param request null where it was erased
     */
    private record Recorded(
            @Nullable ChatRequest request,
            List<AttemptResult> attempts,
            @Nullable Concluded concluded) {
        static Recorded nothingOf(ChatRequest request) {
            return new Recorded(request, List.of(), null);
        }
    }

    private Recorded recorded(UUID id) {
        RecordedRequest row = attempts.recorded(id);
        byte[] body = row.body();
        AnswerRow answer = row.answer();
        return new Recorded(
                body == null ? null : Results.request(body),
                row.results().stream().map(Results::read).toList(),
                answer == null ? null : Conclusions.concluded(answer, false));
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

    /** The rungs that cannot carry this request, whatever their providers do. */
    private List<Skip> skips(@Nullable ChatRequest request, Policy policy) {
        if (request == null) {
            return List.of();
        }
        List<Skip> skips = new ArrayList<>();
        for (int index = 0; index < policy.ladder().size(); index++) {
            if (policy.ladder().get(index) instanceof Rung.Model rung) {
                Skip skip = skip(index, rung, request);
                if (skip != null) {
                    skips.add(skip);
                }
            }
        }
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
