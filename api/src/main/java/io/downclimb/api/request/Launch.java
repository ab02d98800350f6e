package io.downclimb.api.request;

import io.downclimb.activities.request.Conclusions;
import io.downclimb.api.request.Refusal.RefusedException;
import io.downclimb.db.RequestRow;
import io.downclimb.workflows.activity.Conclusion;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Starts the workflows of submissions. Where that fails, a request that nobody can ask for again ends here; one with a key waits for the sweep. */
@Singleton
class Launch {
    private final Routes routes;
    private final Dependencies dependencies;
    private final Engine engine;
    private final Conclusions conclusions;

    Launch(Routes routes, Dependencies dependencies, Engine engine, Conclusions conclusions) {
        this.routes = routes;
        this.dependencies = dependencies;
        this.engine = engine;
        this.conclusions = conclusions;
    }

    /**
     * A request to start.
     *
     * @param turn when its submission's turn came
     * @param callers where the caller who reads along is; null where nobody does
     * @param caller who waits for its conclusion
     * @param committed complete once it is recorded; exceptionally where it will not be
     */
    record Start(
            RequestRow request,
            Instant turn,
            @Nullable CallerQueue callers,
            Patience.Wait caller,
            CompletableFuture<?> committed) {}

    /**
     * Starts it.
     *
     * @throws RefusedException where the engine does not answer
     */
    void now(Start start) {
        RequestRow request = start.request();
        Instant atMost = request.deadlineAt().minusMillis(Acceptance.reserveMs(routes.find(request.route()), request));
        try {
            dependencies.withTemporal(start.turn(), atMost, () -> engine.start(request, start.callers()));
        } catch (RefusedException e) {
            if (!Instant.now().isBefore(atMost) && dependencies.temporalBeats()) {
                return; // only slow: it is accepted, and there is a reserve to conclude it in
            }
            start.caller().notStarted(e);
            if (request.keyHash() == null) {
                endOnceCommitted(start);
            }
            throw e;
        }
    }

    /** Starts it while its caller goes on: the conclusion may be here sooner than the engine's word that it has started. */
    void aside(Start start) {
        Thread.startVirtualThread(() -> {
            try {
                now(start);
            } catch (RuntimeException e) {
                start.caller().notStarted(e);
            }
        });
    }

    private void endOnceCommitted(Start start) {
        RequestRow request = start.request();
        var _ = start.committed()
                .thenRunAsync(
                        () -> conclusions.concludeFromRecord(
                                request.id().toString(),
                                request.policyHash(),
                                new Conclusion.Failed(null, null, "the workflow engine did not answer")),
                        Thread::startVirtualThread);
    }
}
