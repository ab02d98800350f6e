package io.downclimb.api.request;

import io.downclimb.activities.request.Conclusions;
import io.downclimb.api.admission.Admissions;
import io.downclimb.api.admission.Pass;
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
    private final Admissions admissions;

    Sweep(
            RequestRepository requests,
            Engine engine,
            Conclusions conclusions,
            Dependencies dependencies,
            Admissions admissions) {
        this.requests = requests;
        this.engine = engine;
        this.conclusions = conclusions;
        this.dependencies = dependencies;
        this.admissions = admissions;
    }

    @Scheduled(initialDelay = "1s", fixedDelay = "2s")
    void sweep() {
        if (!dependencies.postgresUp() || !dependencies.temporalUp()) {
            return;
        }
        try {
            Instant now = Instant.now();
            List<RequestRow> open = requests.takeOpen(now.minus(OVERDUE), now, AT_ONCE);
            seeTo(open);
        } catch (RuntimeException e) {
            LOG.warn("sweep not finished: {}", Causes.of(e));
        }
    }

    /** As many as there is room for, and one in any case; the others come first when they are taken again. */
    private void seeTo(List<RequestRow> open) {
        for (int index = 0; index < open.size(); index++) {
            RequestRow request = open.get(index);
            Pass pass = index == 0 ? admissions.enterAnyway() : admissions.enterIfFree();
            if (pass == null) {
                return;
            }
            try (pass) {
                seeTo(request, pass);
            }
        }
    }

    private void seeTo(RequestRow request, Pass pass) {
        pass.belongsTo(request.id().toString());
        if (engine.start(request)) {
            pass.goesOn();
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
