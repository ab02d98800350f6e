package io.downclimb.embedded;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.SearchAttributes;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import java.util.concurrent.TimeUnit;

/** Starts workflows that nobody works on, to see what a server remembers. */
final class Workflows implements AutoCloseable {
    private final ManagedChannel channel;

    Workflows(LocalTemporal temporal) {
        this.channel = ManagedChannelBuilder.forTarget(temporal.target())
                .usePlaintext()
                .build();
    }

    void start(String id) {
        Payload route = Payload.newBuilder()
                .putMetadata("encoding", ByteString.copyFromUtf8("json/plain"))
                .setData(ByteString.copyFromUtf8("\"support-answer\""))
                .build();
        stub(10).startWorkflowExecution(StartWorkflowExecutionRequest.newBuilder()
                .setNamespace("default")
                .setWorkflowId(id)
                .setRequestId(id)
                .setWorkflowType(WorkflowType.newBuilder().setName("Nobody"))
                .setTaskQueue(TaskQueue.newBuilder().setName("nobody"))
                .setSearchAttributes(SearchAttributes.newBuilder().putIndexedFields("DownclimbRoute", route))
                .build());
    }

    boolean running(String id) {
        return running(id, 10);
    }

    boolean running(String id, int timeoutSeconds) {
        return stub(timeoutSeconds)
                        .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                                .setNamespace("default")
                                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(id))
                                .build())
                        .getWorkflowExecutionInfo()
                        .getStatus()
                == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    }

    private WorkflowServiceBlockingStub stub(int timeoutSeconds) {
        return WorkflowServiceGrpc.newBlockingStub(channel).withDeadlineAfter(timeoutSeconds, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
