package io.downclimb.workflows.request;

import io.downclimb.workflows.activity.Concluded;
import io.temporal.common.SearchAttributeKey;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * One request, from accepted to concluded. Its id is {@code request/{tenant}/{request id, or hash of the idempotency key}}.
 */
@WorkflowInterface
public interface RequestWorkflow {
    SearchAttributeKey<String> ROUTE = SearchAttributeKey.forKeyword("DownclimbRoute");
    SearchAttributeKey<String> TIER = SearchAttributeKey.forKeyword("DownclimbTier");
    SearchAttributeKey<String> PROVIDER = SearchAttributeKey.forKeyword("DownclimbProvider");
    SearchAttributeKey<Boolean> DEGRADED = SearchAttributeKey.forBoolean("DownclimbDegraded");

    static String workflowId(String tenant, String name) {
        return "request/" + tenant + "/" + name;
    }

    @WorkflowMethod(name = "Request")
    Concluded run(RequestInput input);
}
