package io.downclimb.api.worker;

import io.downclimb.api.config.Configuration;
import io.downclimb.workflows.request.RequestWorkflow;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.ListSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.common.SearchAttributeKey;
import io.temporal.serviceclient.WorkflowServiceStubs;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The search attributes that requests carry: a namespace that lacks them refuses every start, so they are added where that is allowed. */
@Singleton
class SearchAttributes {
    private static final Logger LOG = LoggerFactory.getLogger(SearchAttributes.class);
    private static final List<SearchAttributeKey<?>> KEYS =
            List.of(RequestWorkflow.ROUTE, RequestWorkflow.TIER, RequestWorkflow.PROVIDER, RequestWorkflow.DEGRADED);

    private final WorkflowServiceStubs temporal;
    private final String namespace;

    SearchAttributes(WorkflowServiceStubs temporal, Configuration configuration) {
        this.temporal = temporal;
        this.namespace = configuration.engine().namespace();
    }

    /** Adds what is missing. Where the server does not allow that, says what an operator has to do. */
    void ensure() {
        OperatorServiceGrpc.OperatorServiceBlockingStub operator =
                OperatorServiceGrpc.newBlockingStub(temporal.getRawChannel());
        try {
            Map<String, IndexedValueType> known = operator.listSearchAttributes(ListSearchAttributesRequest.newBuilder()
                            .setNamespace(namespace)
                            .build())
                    .getCustomAttributesMap();
            AddSearchAttributesRequest.Builder missing =
                    AddSearchAttributesRequest.newBuilder().setNamespace(namespace);
            for (SearchAttributeKey<?> key : KEYS) {
                if (!known.containsKey(key.getName())) {
                    missing.putSearchAttributes(key.getName(), key.getValueType());
                }
            }
            if (missing.getSearchAttributesCount() > 0) {
                operator.addSearchAttributes(missing.build());
                LOG.info(
                        "search attributes added to namespace {}: {}",
                        namespace,
                        missing.getSearchAttributesMap().keySet());
            }
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNAVAILABLE) {
                throw e;
            }
            if (e.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
                LOG.warn(
                        "could not see to the search attributes of namespace {} ({}): add DownclimbRoute, DownclimbTier, DownclimbProvider (Keyword)"
                                + " and DownclimbDegraded (Bool) yourself if requests cannot be started",
                        namespace,
                        e.getStatus().getCode());
            }
        }
    }
}
