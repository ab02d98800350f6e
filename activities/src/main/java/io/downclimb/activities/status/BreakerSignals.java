package io.downclimb.activities.status;

import io.downclimb.workflows.breaker.BreakerWorkflow;
import io.downclimb.workflows.status.StatusNews;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the provider's breaker. Nodes start breakers; one that does not run yet hears the news a minute later. */
@Singleton
final class BreakerSignals implements StatusListener {
    private static final Logger LOG = LoggerFactory.getLogger(BreakerSignals.class);

    private final WorkflowClient client;

    BreakerSignals(WorkflowClient client) {
        this.client = client;
    }

    @Override
    public void hear(String provider, StatusNews news) {
        try {
            client.newWorkflowStub(BreakerWorkflow.class, BreakerWorkflow.workflowId(provider))
                    .status(news);
        } catch (WorkflowNotFoundException e) {
            LOG.debug("the breaker of {} does not run: it does not hear of {}", provider, news.level());
        }
    }
}
