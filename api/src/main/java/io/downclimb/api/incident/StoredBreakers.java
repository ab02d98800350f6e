package io.downclimb.api.incident;

import com.fasterxml.jackson.core.type.TypeReference;
import io.downclimb.api.incident.StoredRequests.Each;
import io.downclimb.incident.IncidentBreaker;
import io.downclimb.incident.IncidentJudgement;
import io.downclimb.incident.IncidentProbe;
import io.downclimb.incident.IncidentStatusPage;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.incident.IncidentWindow;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerState;
import io.downclimb.workflows.breaker.Phase;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;

/** What breakers, probes, judges and status pages left behind within the selection's span. */
final class StoredBreakers {
    private static final long WINDOW_MS = 10_000;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final TypeReference<BreakerState> STATE = new TypeReference<>() {};
    private static final TypeReference<Map<String, Double>> NUMBERS = new TypeReference<>() {};

    private static final String BREAKERS =
            "select provider, state from breakers where provider = any(?::text[]) order by provider";
    private static final String PAGES =
            "select page, kind, level, since, read_at from status_pages where page = any(?::text[]) order by page";
    private static final String OF_PROVIDERS =
            " where provider = any(?::text[]) and %1$s >= ? and %1$s < ? order by %1$s";
    private static final String TRANSITIONS =
            "select * from breaker_transitions" + OF_PROVIDERS.formatted("at") + ", provider, circuit, generation";
    private static final String WINDOWS =
            "select * from breaker_windows" + OF_PROVIDERS.formatted("bucket") + ", provider, circuit";
    private static final String PROBES = "select * from probes" + OF_PROVIDERS.formatted("sent_at") + ", id";
    private static final String JUDGEMENTS = """
            select * from judgements where request_id in (select r.id from %s)
            order by judged_at, request_id, attempt, judge_version""".formatted(Selected.REQUESTS);

    private final StoredFacts facts;
    private final Selected selected;
    private final Collection<String> providers;

    StoredBreakers(StoredFacts facts, Selected selected, Collection<String> providers) {
        this.facts = facts;
        this.selected = selected;
        this.providers = providers;
    }

    void breakers(Each<IncidentBreaker> each) throws SQLException, IOException {
        facts.query(BREAKERS, statement -> StoredFacts.texts(statement, providers), row -> {
            BreakerState state = withoutPrompt(Columns.json(row, "state", STATE));
            return each.take(new IncidentBreaker(row.getString("provider"), state.settings(), state));
        });
    }

    void pages(Collection<String> pages, Each<IncidentStatusPage> each) throws SQLException, IOException {
        facts.query(
                PAGES,
                statement -> StoredFacts.texts(statement, pages),
                row -> each.take(new IncidentStatusPage(
                        row.getString("page"),
                        row.getString("kind"),
                        row.getString("level"),
                        Columns.millis(row, "since"),
                        Columns.millisOrNull(row, "read_at"))));
    }

    void transitions(Each<IncidentTransition> each) throws SQLException, IOException {
        facts.query(
                TRANSITIONS,
                statement -> span(statement, 1),
                row -> each.take(new IncidentTransition(
                        row.getString("provider"),
                        row.getString("circuit"),
                        row.getLong("generation"),
                        Columns.millis(row, "at"),
                        Phase.valueOf(row.getString("from_phase")),
                        Phase.valueOf(row.getString("to_phase")),
                        row.getString("reason"),
                        row.getString("cause"),
                        Columns.json(row, "numbers", NUMBERS))));
    }

    /** Each stretch of 10 s that the span touches. */
    void windows(Each<IncidentWindow> each) throws SQLException, IOException {
        facts.query(
                WINDOWS,
                statement -> span(statement, WINDOW_MS),
                row -> each.take(new IncidentWindow(
                        row.getString("provider"),
                        row.getString("circuit"),
                        Columns.millis(row, "bucket"),
                        row.getLong("good"),
                        row.getLong("bad"),
                        row.getLong("minor"),
                        row.getLong("pending"),
                        row.getLong("slow"),
                        row.getLong("timed"),
                        row.getLong("rate_limited"),
                        row.getLong("invalid"),
                        row.getLong("scores"),
                        row.getDouble("score_sum"))));
    }

    void probes(Each<IncidentProbe> each) throws SQLException, IOException {
        facts.query(
                PROBES,
                statement -> span(statement, 1),
                row -> each.take(new IncidentProbe(
                        row.getString("provider"),
                        row.getString("circuit"),
                        row.getLong("generation"),
                        row.getString("model"),
                        Columns.millis(row, "sent_at"),
                        row.getString("outcome"),
                        row.getString("error_class"),
                        row.getObject("first_content_ms", Long.class),
                        row.getLong("total_ms"),
                        row.getObject("score", Double.class))));
    }

    void judgements(Each<IncidentJudgement> each) throws SQLException, IOException {
        facts.query(
                JUDGEMENTS,
                selected::bind,
                row -> each.take(new IncidentJudgement(
                        row.getString("request_id"),
                        row.getInt("attempt"),
                        Columns.millis(row, "judged_at"),
                        row.getString("route"),
                        row.getString("tier"),
                        row.getString("provider"),
                        row.getString("model"),
                        row.getString("judge_version"),
                        row.getObject("score", Double.class),
                        row.getString("missing"))));
    }

    /** @param grain the span begins at a multiple of this many ms */
    private void span(PreparedStatement statement, long grain) throws SQLException {
        StoredFacts.texts(statement, providers);
        long from = Math.floorDiv(selected.selection().from(), grain) * grain;
        statement.setObject(2, Instant.ofEpochMilli(from).atOffset(ZoneOffset.UTC));
        statement.setObject(
                3, Instant.ofEpochMilli(selected.selection().until()).atOffset(ZoneOffset.UTC));
    }

    /** Breakers know the canary's prompt by its hash alone; what another version wrote is looked at all the same. */
    static BreakerState withoutPrompt(BreakerState state) {
        BreakerSettings.Canary canary = state.settings().canary();
        if (canary == null || HASH.matcher(canary.prompt()).matches()) {
            return state;
        }
        return new BreakerState(
                state.provider(),
                state.version(),
                state.settings().withoutPrompt(),
                state.circuits(),
                state.learning(),
                state.baselines(),
                state.status(),
                state.heard(),
                state.firstGeneration());
    }
}
