package io.downclimb.api.judge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.breaker.BreakerViews;
import io.downclimb.activities.request.ConclusionListener;
import io.downclimb.activities.request.PolicyBook;
import io.downclimb.activities.request.Results;
import io.downclimb.api.request.Causes;
import io.downclimb.db.AnswerRow;
import io.downclimb.db.AttemptRepository;
import io.downclimb.db.RequestRow;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.judge.JudgeOrder;
import io.downclimb.workflows.judge.Sampling;
import io.downclimb.workflows.policy.Judging;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Picks the answers to be judged, on the node that wrote their conclusion. The caller has its answer by then, and waits for none of this:
 * what cannot be started is missing data.
 */
@Singleton
class AnswersToJudge implements ConclusionListener {
    private static final Logger LOG = LoggerFactory.getLogger(AnswersToJudge.class);
    private static final int STARTS_AT_ONCE = 8;
    private static final int MOST = 200;

    private final PolicyBook policies;
    private final BreakerViews breakers;
    private final AttemptRepository attempts;
    private final JudgeEngine engine;
    private final Queue queue = new Queue(STARTS_AT_ONCE, MOST, InstantSource.system());

    AnswersToJudge(PolicyBook policies, BreakerViews breakers, AttemptRepository attempts, JudgeEngine engine) {
        this.policies = policies;
        this.breakers = breakers;
        this.attempts = attempts;
        this.engine = engine;
    }

    @Override
    public void concluded(RequestRow request, AnswerRow answer, @Nullable ObjectNode content) {
        Integer attempt = answer.attempt();
        String tier = answer.tier();
        if (!answer.outcome().equals("answered") || attempt == null || tier == null) {
            return;
        }
        try {
            Policy policy = policies.policy(request.policyHash());
            Judging judging = policy.judge();
            Rung.Model rung = rung(policy, tier);
            if (judging != null && rung != null && sampled(request, policy, judging, rung)) {
                queue.offer(() -> order(request, policy, rung, attempt));
            }
        } catch (RuntimeException e) {
            LOG.debug("an answer goes without a judge: {}", Causes.of(e));
        }
    }

    /** The rung that answered; null where its answers are not judged. */
    private static Rung.@Nullable Model rung(Policy policy, String tier) {
        for (Rung rung : policy.ladder()) {
            if (rung instanceof Rung.Model model && model.tier().equals(tier) && model.quality() != null) {
                return model;
            }
        }
        return null;
    }

    private boolean sampled(RequestRow request, Policy policy, Judging judging, Rung.Model rung) {
        double factor = breakers.of(rung.provider())
                .circuit(circuit(policy, rung))
                .map(BreakerView.CircuitView::sample)
                .orElse(1.0);
        return Sampling.chosen(request.id().toString(), Sampling.share(judging.sample(), factor));
    }

    private void order(RequestRow request, Policy policy, Rung.Model rung, int attempt) {
        AttemptResult result =
                attempts.findResult(request.id(), attempt).map(Results::read).orElse(null);
        if (result == null || !(result.outcome() instanceof Outcome.Whole)) {
            return;
        }
        Admission admission = result.admission();
        JudgeOrder order = new JudgeOrder(
                request.id().toString(),
                request.policyHash(),
                attempt,
                result.rung(),
                rung.provider(),
                rung.model(),
                admission == null ? 0 : admission.generation(circuit(policy, rung)));
        engine.start(order, "%s %s".formatted(policy.route(), rung.tier()));
    }

    private static CircuitId.Quality circuit(Policy policy, Rung.Model rung) {
        return new CircuitId.Quality(policy.route(), rung.tier(), rung.version());
    }

    @PreDestroy
    void close() {
        queue.close();
    }
}
