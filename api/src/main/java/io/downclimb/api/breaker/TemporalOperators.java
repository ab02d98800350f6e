package io.downclimb.api.breaker;

import io.downclimb.api.request.Dependencies;
import io.downclimb.api.request.Refusal;
import io.downclimb.api.request.Refusal.RefusedException;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.BreakerWorkflow;
import io.downclimb.workflows.breaker.OperatorAction;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowUpdateException;
import io.temporal.failure.ApplicationFailure;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;

/** Hands an operator's word to the provider's breaker as an update, and waits until it is written down. */
@Singleton
class TemporalOperators implements Operators {
    /** How long an engine may take that answers pings and is slow. */
    private static final Duration AT_MOST = Duration.ofSeconds(10);

    private final WorkflowClient client;
    private final Dependencies dependencies;

    TemporalOperators(WorkflowClient client, Dependencies dependencies) {
        this.client = client;
        this.dependencies = dependencies;
    }

    @Override
    public BreakerView operate(String provider, OperatorAction action) {
        Instant arrival = Instant.now();
        try {
            return dependencies.withTemporal(
                    arrival,
                    arrival.plus(AT_MOST),
                    () -> client.newWorkflowStub(BreakerWorkflow.class, BreakerWorkflow.workflowId(provider))
                            .operate(action));
        } catch (RefusedException e) {
            throw unavailable(
                    "Temporal",
                    "Temporal does not answer. What was asked may be done yet: GET /v1/breakers/%s shows it."
                            .formatted(provider),
                    e);
        } catch (WorkflowNotFoundException e) {
            throw unavailable(
                    "the breaker of " + provider,
                    "The breaker of %s has not started yet: nothing was done. Try again in a moment."
                            .formatted(provider),
                    e);
        } catch (WorkflowServiceException e) {
            if (e.getCause() instanceof StatusRuntimeException failure
                    && failure.getStatus().getCode() == Status.Code.FAILED_PRECONDITION) {
                // The engine gives an update up where a run continues as a new one in the same moment.
                throw unavailable(
                        "the breaker of " + provider,
                        "The breaker of %1$s was changing over to a new run. GET /v1/breakers/%1$s shows what stands: ask again."
                                .formatted(provider),
                        e);
            }
            throw e;
        } catch (WorkflowUpdateException e) {
            if (e.getCause() instanceof ApplicationFailure refused) {
                throw new ActionRefusedException(refused.getOriginalMessage());
            }
            throw e;
        }
    }

    private static RefusedException unavailable(String dependency, String message, RuntimeException cause) {
        RefusedException refused = new RefusedException(new Refusal.Unavailable(dependency, message));
        refused.initCause(cause);
        return refused;
    }
}
