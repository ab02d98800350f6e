package io.downclimb.api.incident;

import io.downclimb.api.config.Configuration;
import io.downclimb.api.incident.ExportRefusal.ExportRefusedException;
import io.downclimb.api.incident.IncidentExport.Involved;
import io.downclimb.incident.Selection;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.PolicyJson;
import io.downclimb.workflows.policy.Rung;
import io.temporal.client.WorkflowClient;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins exports: a few at a time, each over a connection of its own. What can be wrong about an order is found before anything is written.
 */
@Singleton
public class IncidentExports {
    /** At once, for each node. */
    static final int MOST = 2;

    private static final Logger LOG = LoggerFactory.getLogger(IncidentExports.class);
    private static final Duration BY_ITSELF = Duration.ofHours(1);
    private static final String POLICIES =
            "select hash, document from policies where hash in (select distinct r.policy_hash from %s)"
                    .formatted(Selected.REQUESTS);
    private static final String REQUESTS =
            "select id, received_at, coalesce(concluded_at, deadline_at) as ended_at from requests where id = any(?::uuid[])";

    private final Configuration configuration;
    private final WorkflowClient temporal;
    private final Semaphore places = new Semaphore(MOST);

    IncidentExports(Configuration configuration, WorkflowClient temporal) {
        this.configuration = configuration;
        this.temporal = temporal;
    }

    /**
     * Begins an export, which is to be closed.
     *
     * @throws ExportRefusedException where nothing can be exported
     */
    public IncidentExport begin(ExportOrder order, Instant now) throws ExportRefusedException {
        if (order.contents() && !configuration.incident().contents()) {
            throw new ExportRefusedException(new ExportRefusal.ContentsNotAllowed());
        }
        if (!places.tryAcquire()) {
            throw new ExportRefusedException(new ExportRefusal.Busy(MOST));
        }
        AtomicBoolean held = new AtomicBoolean(true);
        Runnable leave = () -> {
            if (held.compareAndSet(true, false)) {
                places.release();
            }
        };
        try {
            return begin(order, now, leave);
        } catch (ExportRefusedException | RuntimeException e) {
            leave.run();
            throw e;
        }
    }

    private IncidentExport begin(ExportOrder order, Instant now, Runnable leave) throws ExportRefusedException {
        StoredFacts facts = null;
        try {
            facts = StoredFacts.open(configuration.store());
            return begin(facts, order, now, leave);
        } catch (SQLException | IOException e) {
            closed(facts);
            LOG.warn("nothing can be exported: {}", e.getMessage());
            throw new ExportRefusedException(new ExportRefusal.Unavailable(), e);
        } catch (ExportRefusedException | RuntimeException e) {
            closed(facts);
            throw e;
        }
    }

    private static void closed(@Nullable StoredFacts facts) {
        if (facts != null) {
            facts.abort();
        }
    }

    private IncidentExport begin(StoredFacts facts, ExportOrder order, Instant now, Runnable leave)
            throws SQLException, IOException, ExportRefusedException {
        refuseUnknown(facts, order);
        Selection selection = selection(facts, order, now);
        Selected selected = selected(facts, selection);
        Map<String, Policy> policies = policies(facts, selected);
        SortedSet<String> providers = new TreeSet<>();
        policies.values().forEach(policy -> providers.addAll(providersOf(policy)));
        if (order.provider() != null) {
            providers.add(order.provider());
        }
        Involved involved = new Involved(policies, providers, pagesOf(providers));
        long maxSize = configuration.incident().maxSize();
        return new IncidentExport(facts, selected, involved, order.contents(), maxSize, temporal, now, leave);
    }

    private void refuseUnknown(StoredFacts facts, ExportOrder order)
            throws SQLException, IOException, ExportRefusedException {
        String route = order.route();
        if (route != null) {
            Set<String> known = names(
                    facts,
                    "select distinct route from policies",
                    configuration.routes().keySet());
            if (!known.contains(route)) {
                throw new ExportRefusedException(new ExportRefusal.UnknownRoute(route, List.copyOf(known)));
            }
        }
        String provider = order.provider();
        if (provider != null) {
            Set<String> known = names(
                    facts,
                    "select provider from breakers",
                    configuration.providers().keySet());
            if (!known.contains(provider)) {
                throw new ExportRefusedException(new ExportRefusal.UnknownProvider(provider, List.copyOf(known)));
            }
        }
    }

    /** Those that are configured, and those that once were. */
    private static Set<String> names(StoredFacts facts, String sql, Set<String> configured)
            throws SQLException, IOException {
        Set<String> names = new TreeSet<>(configured);
        facts.query(sql, _ -> {}, row -> {
            names.add(row.getString(1));
            return true;
        });
        return names;
    }

    /** The span that was asked for; where only requests were, from the first one's arrival to the last one's end. */
    private static Selection selection(StoredFacts facts, ExportOrder order, Instant now)
            throws SQLException, IOException, ExportRefusedException {
        long[] span = {Long.MAX_VALUE, Long.MIN_VALUE};
        if (!order.requests().isEmpty()) {
            Map<UUID, long[]> known = new HashMap<>();
            facts.query(
                    REQUESTS,
                    statement -> statement.setArray(
                            1,
                            statement
                                    .getConnection()
                                    .createArrayOf("text", order.requests().toArray())),
                    row -> {
                        known.put(
                                row.getObject("id", UUID.class),
                                new long[] {Columns.millis(row, "received_at"), Columns.millis(row, "ended_at")});
                        return true;
                    });
            for (UUID id : order.requests()) {
                long[] life = known.get(id);
                if (life == null) {
                    throw new ExportRefusedException(new ExportRefusal.UnknownRequest(id));
                }
                span[0] = Math.min(span[0], life[0]);
                span[1] = Math.max(span[1], life[1] + 1);
            }
        }
        boolean byIds = !order.requests().isEmpty();
        Long askedUntil = order.until();
        long until = askedUntil != null ? askedUntil : byIds ? span[1] : now.toEpochMilli();
        Long askedFrom = order.from();
        long from = askedFrom != null ? askedFrom : byIds ? span[0] : until - BY_ITSELF.toMillis();
        if (until <= from) {
            throw new ExportRefusedException(new ExportRefusal.EmptySpan(from, until));
        }
        return new Selection(
                from,
                until,
                order.route(),
                order.provider(),
                order.requests().stream().map(UUID::toString).toList());
    }

    /** A request fits a provider, too, where its policy would have led there. */
    private static Selected selected(StoredFacts facts, Selection selection) throws SQLException, IOException {
        String provider = selection.provider();
        if (provider == null) {
            return new Selected(selection, Set.of());
        }
        Selection anyProvider =
                new Selection(selection.from(), selection.until(), selection.route(), null, selection.requests());
        Set<String> naming = policies(facts, new Selected(anyProvider, Set.of())).entrySet().stream()
                .filter(policy -> providersOf(policy.getValue()).contains(provider))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return new Selected(selection, naming);
    }

    private static Map<String, Policy> policies(StoredFacts facts, Selected selected) throws SQLException, IOException {
        Map<String, Policy> policies = new TreeMap<>();
        facts.query(POLICIES, selected::bind, row -> {
            policies.put(row.getString("hash"), PolicyJson.read(row.getString("document")));
            return true;
        });
        return policies;
    }

    private static List<String> providersOf(Policy policy) {
        return policy.ladder().stream()
                .filter(Rung.Model.class::isInstance)
                .map(rung -> ((Rung.Model) rung).provider())
                .toList();
    }

    private SortedSet<String> pagesOf(Collection<String> providers) {
        return configuration.statusPages().entrySet().stream()
                .filter(source -> providers.contains(source.getKey()))
                .map(source -> source.getValue().page())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
