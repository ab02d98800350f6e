package io.downclimb.embedded;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.temporal.api.namespace.v1.NamespaceConfig;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.UpdateNamespaceRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Asks a Temporal server whether it serves its namespace. */
final class TemporalProbe implements AutoCloseable {
    private static final long CALL_MILLISECONDS = 1_000;

    private final ManagedChannel channel;

    TemporalProbe(int port) {
        this.channel = ManagedChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .build();
    }

    boolean ready() {
        try {
            HealthCheckResponse health = HealthGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(CALL_MILLISECONDS, TimeUnit.MILLISECONDS)
                    .check(HealthCheckRequest.newBuilder()
                            .setService(WorkflowServiceGrpc.SERVICE_NAME)
                            .build());
            return health.getStatus() == HealthCheckResponse.ServingStatus.SERVING && describesNamespace();
        } catch (StatusRuntimeException _) {
            channel.resetConnectBackoff();
            return false;
        }
    }

    /** @throws EmbeddedServerException if the server refuses */
    void keepHistories(Duration retention) {
        try {
            var _ = WorkflowServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(10 * CALL_MILLISECONDS, TimeUnit.MILLISECONDS)
                    .updateNamespace(UpdateNamespaceRequest.newBuilder()
                            .setNamespace(TemporalCommand.NAMESPACE)
                            .setConfig(NamespaceConfig.newBuilder()
                                    .setWorkflowExecutionRetentionTtl(com.google.protobuf.Duration.newBuilder()
                                            .setSeconds(retention.toSeconds())))
                            .build());
        } catch (StatusRuntimeException e) {
            throw new EmbeddedServerException(
                    "Temporal does not keep histories for %s: %s"
                            .formatted(retention, e.getStatus().getDescription()),
                    e);
        }
    }

    private boolean describesNamespace() {
        return WorkflowServiceGrpc.newBlockingStub(channel)
                .withDeadlineAfter(CALL_MILLISECONDS, TimeUnit.MILLISECONDS)
                .describeNamespace(DescribeNamespaceRequest.newBuilder()
                        .setNamespace(TemporalCommand.NAMESPACE)
                        .build())
                .hasNamespaceInfo();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
