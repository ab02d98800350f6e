package io.downclimb.api.incident;

import com.fasterxml.jackson.core.type.TypeReference;
import io.downclimb.api.incident.AcceptedRow.Ending;
import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentContent;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.activity.AttemptResult;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The selected requests with their attempts and conclusions, in the order of their arrival. Attempts and conclusions are looked up for some hundred
 * requests at a time, by their ids, so that only partitions are read that hold some of them.
 */
final class StoredRequests {
    private static final int AT_A_TIME = 500;
    private static final int CONTENTS_AT_A_TIME = 50;
    private static final TypeReference<AttemptResult> RESULT = new TypeReference<>() {};

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
            facts.query(CONTENTS, statement -> StoredFacts.texts(statement, batch.keySet()), row -> {
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

    private void inBatches(int atATime, Each<Map<String, AcceptedRow>> each) throws SQLException, IOException {
        Map<String, AcceptedRow> batch = new LinkedHashMap<>();
        boolean[] more = {true};
        facts.query(REQUESTS, selected::bind, row -> {
            AcceptedRow request = AcceptedRow.of(row);
            batch.put(request.id(), request);
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

    private List<IncidentRequest> completed(Map<String, AcceptedRow> batch) throws SQLException, IOException {
        Map<String, List<IncidentAttempt>> attempts = new HashMap<>();
        facts.query(
                ATTEMPTS,
                statement -> StoredFacts.texts(statement, batch.keySet()),
                row -> attempts.computeIfAbsent(row.getString("request_id"), _ -> new ArrayList<>())
                        .add(attempt(row)));
        Map<String, Ending> endings = new HashMap<>();
        facts.query(ANSWERS, statement -> StoredFacts.texts(statement, batch.keySet()), row -> {
            endings.put(row.getString("request_id"), Ending.of(row));
            return true;
        });
        return batch.values().stream()
                .map(request -> request.with(
                        attempts.getOrDefault(request.id(), List.of()),
                        endings.getOrDefault(request.id(), Ending.OPEN)))
                .toList();
    }

    private static IncidentAttempt attempt(ResultSet row) throws SQLException {
        return new IncidentAttempt(
                row.getInt("number"),
                row.getInt("rung"),
                row.getString("tier"),
                row.getString("provider"),
                row.getString("model"),
                row.getInt("sends"),
                Columns.millis(row, "sent_at"),
                Columns.millisOrNull(row, "finished_at"),
                Columns.jsonOrNull(row, "result", RESULT),
                row.getObject("status", Integer.class),
                row.getObject("input_tokens", Long.class),
                row.getObject("output_tokens", Long.class),
                Columns.amountOrNull(row, "cost_usd"));
    }
}
