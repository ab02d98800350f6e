package io.downclimb.api.request;

import io.downclimb.activities.request.Conclusions;
import io.downclimb.db.RequestRepository;
import io.downclimb.db.RequestRow;
import io.downclimb.workflows.activity.Conclusion;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that accepted means concluded: a request whose row was committed and whose workflow never started (the node died in
 * between, or the engine did not answer) gets its workflow; one whose workflow was ended from outside gets an honest conclusion.
 */
@Singleton
class Sweep {
    private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
    private static final Duration OVERDUE = Duration.ofSeconds(10);
    private static final int AT_ONCE = 100;

    private final RequestRepository requests;
    private final Engine engine;
    private final Conclusions conclusions;
    private final Dependencies dependencies;

    Sweep(RequestRepository requests, Engine engine, Conclusions conclusions, Dependencies dependencies) {
        this.requests = requests;
        this.engine = engine;
        this.conclusions = conclusions;
        this.dependencies = dependencies;
    }

    @Scheduled(initialDelay = "1s", fixedDelay = "2s")
    void sweep() {
        if (!dependencies.postgresUp() || !dependencies.temporalUp()) {
            return;
        }
        try {
            Instant now = Instant.now();
            List<RequestRow> open = requests.takeOpen(now.minus(OVERDUE), now, AT_ONCE);
            open.forEach(this::seeTo);
        } catch (RuntimeException e) {
            LOG.warn("sweep not finished: {}", Causes.of(e));
        }
    }

    private void seeTo(RequestRow request) {
        if (engine.start(request)) {
            LOG.info("request {} had no workflow: started", request.id());
            return;
        }
        if (!engine.runs(request.workflowId())) {
            LOG.warn("request {}: its workflow ended without a conclusion", request.id());
            conclusions.concludeFromRecord(
                    request.id().toString(),
                    request.policyHash(),
                    new Conclusion.Failed(null, null, "its workflow was ended from outside"));
        }
    }
}
