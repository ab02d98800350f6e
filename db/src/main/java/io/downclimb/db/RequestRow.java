package io.downclimb.db;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A request that was accepted. See V1__ladder.sql for the columns. */
@Introspected
@MappedEntity("requests")
public record RequestRow(
        @Id UUID id,
        String tenant,
        String route,
        String policyHash,
        @Nullable String keyHash,
        String bodyHash,
        String workflowId,
        Instant receivedAt,
        Instant deadlineAt,
        double share,
        @Nullable String traceParent,
        @Nullable Instant sweptAt,
        @Nullable Instant concludedAt) {
    /** The same request, concluded. */
    public RequestRow concluded(Instant now) {
        return new RequestRow(
                id,
                tenant,
                route,
                policyHash,
                keyHash,
                bodyHash,
                workflowId,
                receivedAt,
                deadlineAt,
                share,
                traceParent,
                sweptAt,
                now);
    }
}
