package io.downclimb.api.incident;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentContent;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.activity.AttemptResult;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The selected requests with their attempts and conclusions, in the order of their arrival. Attempts and conclusions are looked up for some hundred
 * requests at a time, by their ids, so that only partitions are read that hold some of them.
 */
final class StoredRequests {
    private static final int AT_A_TIME = 500;
    private static final int CONTENTS_AT_A_TIME = 50;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final String REQUESTS = """
            select r.id, r.tenant, r.route, r.policy_hash, r.workflow_id, r.received_at, r.deadline_at, r.share,
                   r.key_hash is not null as keyed, r.concluded_at
            from %s order by r.received_at, r.id""".formatted(Selected.REQUESTS);

    private static final String ATTEMPTS = """
            select request_id, number, rung, tier, provider, model, sends, sent_at, finished_at, result, status, input_tokens,
                   output_tokens, cost_usd
            from attempts where request_id = any(?::uuid[]) order by request_id, number""";

    /** What callers wrote when they cancelled is theirs. */
    private static final String ANSWERS = """
            select request_id, outcome, tier, provider, model, degraded, error_class,
                   case outcome when 'failed' then reason end as reason, classes, skipped, cost_usd
            from answers where request_id = any(?::uuid[])""";

    private static final String CONTENTS = """
            select request_id, kind, attempt, body from contents
            where request_id = any(?::uuid[]) and kind in ('request', 'answer', 'error') order by request_id, kind, attempt""";

    /** Takes something; false where no more is wanted. */
    interface Each<T> {
        boolean take(T one) throws SQLException, IOException;
    }

    private final StoredFacts facts;
    private final Selected selected;

    StoredRequests(StoredFacts facts, Selected selected) {
        this.facts = facts;
        this.selected = selected;
    }

    void each(Each<IncidentRequest> each) throws SQLException, IOException {
        inBatches(AT_A_TIME, batch -> {
            for (IncidentRequest request : completed(batch)) {
                if (!each.take(request)) {
                    return false;
                }
            }
            return true;
        });
    }

    void contents(Each<IncidentContent> each) throws SQLException, IOException {
        inBatches(CONTENTS_AT_A_TIME, batch -> {
            boolean[] more = {true};
            facts.query(CONTENTS, statement -> ids(statement, batch), row -> {
                more[0] = each.take(new IncidentContent(
                        row.getString("request_id"),
                        row.getString("kind"),
                        row.getInt("attempt"),
                        row.getBytes("body")));
                return more[0];
            });
            return more[0];
        });
    }

    private void inBatches(int atATime, Each<Map<String, Accepted>> each) throws SQLException, IOException {
        Map<String, Accepted> batch = new java.util.LinkedHashMap<>();
        boolean[] more = {true};
        facts.query(REQUESTS, selected::bind, row -> {
            Accepted request = Accepted.of(row);
            batch.put(request.id, request);
            if (batch.size() == atATime) {
                more[0] = each.take(batch);
                batch.clear();
            }
            return more[0];
        });
        if (more[0] && !batch.isEmpty()) {
            each.take(batch);
        }
    }

    private List<IncidentRequest> completed(Map<String, Accepted> batch) throws SQLException, IOException {
        Map<String, List<IncidentAttempt>> attempts = new HashMap<>();
        facts.query(
                ATTEMPTS,
                statement -> ids(statement, batch),
                row -> attempts.computeIfAbsent(row.getString("request_id"), _ -> new ArrayList<>())
                        .add(attempt(row)));
        Map<String, IncidentRequest> whole = new HashMap<>();
        facts.query(ANSWERS, statement -> ids(statement, batch), row -> {
            String id = row.getString("request_id");
            Accepted request = batch.get(id);
            if (request != null && request.concludedAt != null) {
                whole.put(id, request.concluded(row, attempts.getOrDefault(id, List.of())));
            }
            return true;
        });
        return batch.values().stream()
                .map(request ->
                        whole.getOrDefault(request.id, request.open(attempts.getOrDefault(request.id, List.of()))))
                .toList();
    }

    private static void ids(java.sql.PreparedStatement statement, Map<String, Accepted> batch) throws SQLException {
        statement.setArray(
                1,
                statement.getConnection().createArrayOf("text", batch.keySet().toArray()));
    }

    private static IncidentAttempt attempt(ResultSet row) throws SQLException {
        String result = row.getString("result");
        return new IncidentAttempt(
                row.getInt("number"),
                row.getInt("rung"),
                row.getString("tier"),
                row.getString("provider"),
                row.getString("model"),
                row.getInt("sends"),
                millis(row, "sent_at"),
                millisOrNull(row, "finished_at"),
                result == null ? null : result(result),
                row.getObject("status", Integer.class),
                row.getObject("input_tokens", Long.class),
                row.getObject("output_tokens", Long.class),
                plain(row.getBigDecimal("cost_usd")));
    }

    private static AttemptResult result(String json) {
        try {
            return JSON.readValue(json, AttemptResult.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a recorded result cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    private static List<String> strings(String json) {
        try {
            return JSON.readValue(json, new TypeReference<List<String>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a recorded list cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    static long millis(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant().toEpochMilli();
    }

    static @Nullable Long millisOrNull(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant().toEpochMilli();
    }

    private static @Nullable BigDecimal plain(@Nullable BigDecimal cost) {
        return cost == null ? null : cost.stripTrailingZeros();
    }

    /** A request's own row. */
    private record Accepted(
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
        static Accepted of(ResultSet row) throws SQLException {
            return new Accepted(
                    row.getString("id"),
                    row.getString("tenant"),
                    row.getString("route"),
                    row.getString("policy_hash"),
                    row.getString("workflow_id"),
                    millis(row, "received_at"),
                    millis(row, "deadline_at"),
                    row.getDouble("share"),
                    row.getBoolean("keyed"),
                    millisOrNull(row, "concluded_at"));
        }

        IncidentRequest concluded(ResultSet answer, List<IncidentAttempt> attempts) throws SQLException {
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
                    concludedAt,
                    answer.getString("outcome"),
                    answer.getString("tier"),
                    answer.getString("provider"),
                    answer.getString("model"),
                    answer.getBoolean("degraded"),
                    answer.getString("error_class"),
                    answer.getString("reason"),
                    strings(answer.getString("classes")),
                    strings(answer.getString("skipped")),
                    plain(answer.getBigDecimal("cost_usd")),
                    attempts);
        }

        IncidentRequest open(List<IncidentAttempt> attempts) {
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
                    null,
                    null,
                    null,
                    null,
                    null,
                    false,
                    null,
                    null,
                    List.of(),
                    List.of(),
                    null,
                    attempts);
        }
    }
}
