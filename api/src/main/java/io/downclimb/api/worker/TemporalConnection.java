package io.downclimb.api.worker;

import io.downclimb.api.config.Configuration;
import io.downclimb.workflows.WorkflowData;
import io.grpc.ManagedChannelBuilder;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.GrpcCompression;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;

/** The one connection to Temporal. Starting from the same client that the workers poll with lets the first decision stay in process. */
@Factory
class TemporalConnection {
    @Singleton
    @Bean(preDestroy = "shutdown")
    WorkflowServiceStubs stubs(Configuration configuration) {
        return WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(configuration.engine().target())
                .setEnableHttps(Boolean.TRUE.equals(configuration.engine().tls()))
                .setGrpcCompression(GrpcCompression.NONE)
                .setChannelInitializer(ManagedChannelBuilder::enableRetry)
                .build());
    }

    @Singleton
    WorkflowClient client(WorkflowServiceStubs stubs, Configuration configuration) {
        return WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(configuration.engine().namespace())
                        .setDataConverter(WorkflowData.converter())
                        .setIdentity("downclimb@"
                                + ManagementFactory.getRuntimeMXBean().getName())
                        .build());
    }
}
