package io.downclimb.api.incident;

import com.fasterxml.jackson.core.type.TypeReference;
import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentRequest;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's own row.
 *
 * @param concludedAt in ms since 1970; null while it is open
 */
record AcceptedRow(
        String id,
        String tenant,
        String route,
        String policyHash,
        String workflowId,
        long receivedAt,
        long deadlineAt,
        double share,
        boolean keyed,
        @Nullable Long concludedAt) {
    private static final TypeReference<List<String>> TEXTS = new TypeReference<>() {};

    static AcceptedRow of(ResultSet row) throws SQLException {
        return new AcceptedRow(
                row.getString("id"),
                row.getString("tenant"),
                row.getString("route"),
                row.getString("policy_hash"),
                row.getString("workflow_id"),
                Columns.millis(row, "received_at"),
                Columns.millis(row, "deadline_at"),
                row.getDouble("share"),
                row.getBoolean("keyed"),
                Columns.millisOrNull(row, "concluded_at"));
    }

    /** The request as an incident has it: with its attempts, and with how it ended. */
    IncidentRequest with(List<IncidentAttempt> attempts, Ending ending) {
        return new IncidentRequest(
                id,
                tenant,
                route,
                policyHash,
                workflowId,
                receivedAt,
                deadlineAt,
                share,
                keyed,
                ending.isOpen() ? null : concludedAt,
                ending.outcome,
                ending.tier,
                ending.provider,
                ending.model,
                ending.degraded,
                ending.errorClass,
                ending.reason,
                ending.classes,
                ending.skipped,
                ending.costUsd,
                attempts);
    }

    /**
     * How a request ended.
     *
     * @param outcome null while it is open
     */
    record Ending(
            @Nullable String outcome,
            @Nullable String tier,
            @Nullable String provider,
            @Nullable String model,
            boolean degraded,
            @Nullable String errorClass,
            @Nullable String reason,
            List<String> classes,
            List<String> skipped,
            @Nullable BigDecimal costUsd) {
        static final Ending OPEN = new Ending(null, null, null, null, false, null, null, List.of(), List.of(), null);

        Ending {
            classes = List.copyOf(classes);
            skipped = List.copyOf(skipped);
        }

        static Ending of(ResultSet row) throws SQLException {
            return new Ending(
                    row.getString("outcome"),
                    row.getString("tier"),
                    row.getString("provider"),
                    row.getString("model"),
                    row.getBoolean("degraded"),
                    row.getString("error_class"),
                    row.getString("reason"),
                    Columns.json(row, "classes", TEXTS),
                    Columns.json(row, "skipped", TEXTS),
                    Columns.amountOrNull(row, "cost_usd"));
        }

        boolean isOpen() {
            return outcome == null;
        }
    }
}
