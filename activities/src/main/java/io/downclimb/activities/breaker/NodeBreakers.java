package io.downclimb.activities.breaker;

import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.breaker.Admissions;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.tally.RetryBudget;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The breakers as requests on this node ask them. Who is kept back is remembered as somebody whose request could be copied for a probe. */
@Singleton
public class NodeBreakers {
    private final BreakerViews views;
    private final Tally tally;
    private final BreakerPlan plan;
    private final Admissions admissions;
    private final Map<String, RetryBudget> retries = new ConcurrentHashMap<>();

    NodeBreakers(BreakerViews views, KeyRing keys, Tally tally, BreakerPlan plan) {
        this.plan = plan;
        this.views = views;
        this.tally = tally;
        this.admissions = new Admissions(new Admissions.World() {
            @Override
            public BreakerView view(String provider) {
                return plan.watches(provider) ? views.of(provider) : BreakerView.unknown(provider);
            }

            @Override
            public List<CircuitId.Key> keys(String provider) {
                return keys.circuits(provider);
            }
        });
    }

    /** What the breakers say of each rung of the policy that calls a model. */
    public List<Admission> all(Policy policy, String requestId, String policyHash) {
        List<Admission> all = admissions.of(policy, requestId);
        all.forEach(admission -> remember(policy, admission, requestId, policyHash));
        return all;
    }

    /** What the breakers say of one rung, now. */
    public Admission one(Policy policy, int rung, String requestId, String policyHash) {
        Admission admission = admissions.of(policy, rung, requestId);
        remember(policy, admission, requestId, policyHash);
        return admission;
    }

    /**
     * Whether a call may be sent, as far as the provider's retries go; a call that may is counted.
     *
     * @param retry 0 for a first call, which always may
     */
    public boolean withinBudget(String provider, int retry) {
        if (!plan.watches(provider)) {
            return true;
        }
        RetryBudget budget = retries.computeIfAbsent(provider, _ -> new RetryBudget());
        Instant now = Instant.now();
        if (retry == 0) {
            budget.called(now);
            return true;
        }
        BreakerView view = views.of(provider);
        return budget.allows(view.retryShare(), view.retryMinimum(), now);
    }

    /** Where a circuit is open a copy of this request can show whether it need be; so can one that another key serves meanwhile. */
    private void remember(Policy policy, Admission admission, String requestId, String policyHash) {
        String provider = ((Rung.Model) policy.ladder().get(admission.rung())).provider();
        admission.seen().stream()
                .filter(seen -> seen.phase() == Phase.OPEN || seen.phase() == Phase.HALF_OPEN)
                .forEach(seen -> tally.kept(provider, seen, requestId, policyHash, admission.rung()));
    }
}
