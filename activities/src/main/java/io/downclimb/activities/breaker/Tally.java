package io.downclimb.activities.breaker;

import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.OutcomeReport;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.tally.CallTicket;
import io.downclimb.workflows.tally.ProviderTally;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this node has seen of its providers since it last reported: counts, never one message for each request. Nothing here waits for anything.
 * What is seen of a provider that goes unwatched is forgotten.
 */
@Singleton
public class Tally {
    private final BreakerViews views;
    private final KeyRing keys;
    private final BreakerPlan plan;
    private final Map<String, ProviderTally> providers = new ConcurrentHashMap<>();
    private volatile Runnable bell = () -> {};

    Tally(BreakerViews views, KeyRing keys, BreakerPlan plan) {
        this.views = views;
        this.keys = keys;
        this.plan = plan;
    }

    /** A call goes out; the ticket hears how it goes on. */
    public CallTicket sent(AttemptOrder order, Policy policy, Admission admission) {
        Rung.Model rung = (Rung.Model) policy.ladder().get(order.rung());
        return of(order.provider()).sent(policy.route(), rung, admission, views.of(order.provider()), Instant.now());
    }

    /** A key was refused, or its money is gone. */
    public void refused(String provider, String key, ErrorClass errorClass, @Nullable Long retryAfterMs) {
        Instant now = Instant.now();
        CircuitId.Key circuit = KeyRing.circuit(key);
        keys.wasRefused(circuit, now);
        Long until = retryAfterMs == null ? null : Long.valueOf(now.toEpochMilli() + retryAfterMs);
        of(provider).latched(new OutcomeReport.LatchNews(circuit, errorClass, until));
    }

    /** A model is not there. */
    public void gone(String provider, String model) {
        of(provider).latched(new OutcomeReport.LatchNews(new CircuitId.Model(model), ErrorClass.MODEL_GONE, null));
    }

    /** A request was kept from a circuit, and could be copied for a probe. */
    void kept(String provider, Admission.Seen seen, String requestId, String policyHash, int rung) {
        of(provider)
                .kept(
                        new OutcomeReport.Candidate(
                                seen.circuit(),
                                requestId,
                                policyHash,
                                rung,
                                Instant.now().toEpochMilli()),
                        seen.generation());
    }

    /**
     * A judge has said what an answer is worth.
     *
     * @param generation of the circuit that let the call through
     * @param bar the rung's quality bar (0..1); null where it has none
     * @param score 0..1
     * @param judge the judge's version
     */
    public void scored(
            String provider,
            CircuitId.Quality circuit,
            long generation,
            @Nullable Double bar,
            double score,
            String judge) {
        of(provider).scored(circuit, generation, bar, score, judge);
    }

    /** Whom to call when something is worth a report at once. */
    public void onUrgent(Runnable listener) {
        bell = listener;
    }

    /** Looks at the calls under way: which have waited for too long by now. */
    public void look(String provider) {
        of(provider).look(Instant.now());
    }

    /** Whether there is something to say at once, rather than some time. */
    public boolean isUrgent(String provider) {
        return of(provider).isUrgent();
    }

    /** Takes what there is to say; null where there is nothing. */
    public @Nullable OutcomeReport take(String provider, String node, long sequence) {
        return of(provider).take(node, sequence, Instant.now().toEpochMilli());
    }

    private ProviderTally of(String provider) {
        return plan.watches(provider)
                ? providers.computeIfAbsent(provider, _ -> new ProviderTally(() -> bell.run()))
                : new ProviderTally(() -> {});
    }
}
