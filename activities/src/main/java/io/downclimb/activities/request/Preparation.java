package io.downclimb.activities.request;

import io.downclimb.activities.breaker.NodeBreakers;
import io.downclimb.activities.provider.ChatRequest;
import io.downclimb.activities.provider.Fitness;
import io.downclimb.activities.provider.Provider;
import io.downclimb.activities.provider.Providers;
import io.downclimb.db.AnswerRow;
import io.downclimb.db.AttemptRepository;
import io.downclimb.db.RecordedRequest;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Concluded;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.PrepareOrder;
import io.downclimb.workflows.activity.Prepared;
import io.downclimb.workflows.activity.Skip;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import jakarta.inject.Singleton;
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
    private final StoredAnswers stored;
    private final NodeBreakers breakers;
    private final RequestsAtHand requests;

    Preparation(
            PolicyBook policies,
            Providers providers,
            AttemptRepository attempts,
            StoredAnswers stored,
            NodeBreakers breakers,
            RequestsAtHand requests) {
        this.policies = policies;
        this.providers = providers;
        this.attempts = attempts;
        this.stored = stored;
        this.breakers = breakers;
        this.requests = requests;
    }

    public Prepared prepare(PrepareOrder order) {
        UUID id = UUID.fromString(order.requestId());
        Policy policy = policies.policy(order.policyHash());
        RequestsAtHand.Fresh fresh = requests.fresh(order.requestId());
        Recorded recorded = fresh != null ? Recorded.nothingOf(fresh.request()) : recorded(id);
        return new Prepared(
                policy,
                recorded.request() == null ? List.of() : skips(recorded.request(), policy),
                policy.ladder().getFirst() instanceof Rung.Cache
                        ? stored.find(id, fresh == null ? null : fresh.seen())
                        : null,
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

    /** The rungs that cannot carry this request, whatever their providers do. */
    public List<Skip> skips(ChatRequest request, Policy policy) {
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
