package io.downclimb.activities.request;

import io.downclimb.activities.provider.CallReport;
import io.downclimb.db.CacheRepository;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.CacheFill;
import io.downclimb.workflows.activity.Concluded;
import io.downclimb.workflows.activity.Conclusion;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.PrepareOrder;
import io.downclimb.workflows.activity.Prepared;
import io.downclimb.workflows.activity.Steps;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The short steps, each handed to the class that knows it. */
@Singleton
public class StepActivities implements Steps {
    private static final CallReport LOST = new CallReport(
            new CallReport.Failed(ErrorClass.LOST_WORKER, null, null, "no worker answered", null), null, 0, List.of());

    private final Preparation preparation;
    private final Conclusions conclusions;
    private final AttemptRecord attempts;
    private final CacheRepository cache;

    StepActivities(Preparation preparation, Conclusions conclusions, AttemptRecord attempts, CacheRepository cache) {
        this.preparation = preparation;
        this.conclusions = conclusions;
        this.attempts = attempts;
        this.cache = cache;
    }

    @Override
    public Prepared prepare(PrepareOrder order) {
        return preparation.prepare(order);
    }

    @Override
    public AttemptResult recall(AttemptOrder order) {
        return attempts.standing(order)
                .orElseGet(() -> attempts.keep(order, AttemptRecord.Sent.NOT_BY_THIS_NODE, LOST, null));
    }

    @Override
    public Concluded conclude(Conclusion conclusion) {
        return conclusions.conclude(conclusion);
    }

    @Override
    public void fillCache(CacheFill fill) {
        Instant now = Instant.now();
        cache.fill(
                UUID.fromString(fill.requestId()),
                fill.attempt(),
                now,
                now.plusMillis(fill.ttlMs()),
                now.plusMillis(fill.keepMs()));
    }
}
