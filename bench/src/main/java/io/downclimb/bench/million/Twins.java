package io.downclimb.bench.million;

import io.downclimb.bench.BenchException;
import io.downclimb.bench.contender.DevStore;
import io.downclimb.bench.contender.Downclimb;
import io.downclimb.bench.contender.Node;
import io.downclimb.bench.contender.Running;
import io.downclimb.bench.contender.Setting;
import io.downclimb.bench.process.Child;
import io.downclimb.bench.throughput.Turn;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two installations that differ in nothing but what is in their tables: one Postgres with two databases, one Temporal with two
 * namespaces, and a node for each.
 */
final class Twins implements AutoCloseable {
    /** The databases; the namespaces are called the same. */
    static final String EMPTY = "downclimb";

    static final String FULL = "downclimb_full";

    private static final Duration LOADING = Duration.ofHours(1);

    private final Setting setting;
    private final DevStore store;

    private Twins(Setting setting, DevStore store) {
        this.setting = setting;
        this.store = store;
    }

    /** Starts Postgres and Temporal. */
    static Twins start(Setting setting) {
        List<String> names = List.of(EMPTY, FULL);
        return new Twins(setting, DevStore.start(setting, names, names));
    }

    /** Starts one node and waits for its first answer. */
    Running node(String database) {
        Map<String, String> where = new HashMap<>(store.databaseEnvironment(database));
        where.put("DOWNCLIMB_TEMPORAL_TARGET", store.temporalTarget());
        where.put("DOWNCLIMB_TEMPORAL_NAMESPACE", database);
        Running node = new Node(database, "the node over " + database, Downclimb.ROUTE).start(setting, where, null);
        try {
            Turn.firstAnswer(node);
            return node;
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    Tables tables(String database) {
        return Tables.of(store.databaseEnvironment(database));
    }

    /**
     * Has the schema made in both databases, by their nodes, and finished requests loaded into one.
     *
     * @throws BenchException if there are not as many in the tables then
     */
    void fill(long requests) {
        node(EMPTY).close();
        node(FULL).close();
        long before = tables(FULL).finished();
        Map<String, String> where = store.databaseEnvironment(FULL);
        Child.run(
                "loading " + requests + " finished requests",
                Node.command(
                        setting.places(),
                        "io.downclimb.db.load.FinishedRequests",
                        String.valueOf(where.get("DOWNCLIMB_DATABASE_URL")),
                        String.valueOf(where.get("DOWNCLIMB_DATABASE_USER")),
                        Long.toString(requests)),
                where,
                setting.places().work(),
                setting.places().work().resolve("loader.log"),
                LOADING);
        long loaded = tables(FULL).finished() - before;
        if (loaded != requests) {
            throw new BenchException("%d finished requests were loaded, not %d".formatted(loaded, requests));
        }
    }

    /** Settles both. */
    void settle() {
        tables(EMPTY).settle();
        tables(FULL).settle();
    }

    @Override
    public void close() {
        store.close();
    }
}
