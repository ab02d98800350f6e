package io.downclimb.bench.contender;

import io.downclimb.bench.process.ProcessGroup;
import io.downclimb.embedded.LocalPostgres;
import io.downclimb.embedded.LocalTemporal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A fresh dev store in an empty folder, with the settings of {@code ./downclimb dev}; nothing of it stays.
 *
 * @param postgres null where no tables are wanted
 */
public record DevStore(
        Path folder, LocalTemporal temporal, @Nullable LocalPostgres postgres, double startSeconds) implements Store {
    /** Several may be up at once. */
    private static final AtomicInteger STARTED = new AtomicInteger();

    static final String DATABASE = "downclimb";

    /**
     * Starts one.
     *
     * @param databases for Downclimb's tables; with none, there is no Postgres
     * @param namespaces of Temporal, beside {@code default}
     */
    public static DevStore start(Setting setting, List<String> databases, List<String> namespaces) {
        Path folder = setting.places().folder("dev-store-" + STARTED.incrementAndGet());
        long began = System.nanoTime();
        @Nullable LocalPostgres postgres = null;
        try {
            if (!databases.isEmpty()) {
                postgres = LocalPostgres.start(folder.resolve("postgres"), 0, setting.say());
                databases.forEach(postgres::createDatabase);
            }
            LocalTemporal temporal = LocalTemporal.start(new LocalTemporal.Options(
                    folder.resolve("temporal.db"), 0, -1, setting.say(), namespaces, List.of()));
            return new DevStore(folder, temporal, postgres, (System.nanoTime() - began) / 1e9);
        } catch (RuntimeException e) {
            if (postgres != null) {
                postgres.close();
            }
            throw e;
        }
    }

    @Override
    public String temporalTarget() {
        return temporal.target();
    }

    @Override
    public Map<String, String> databaseEnvironment() {
        return postgres == null ? Map.of() : databaseEnvironment(DATABASE);
    }

    /** What tells a node that its tables are in this database. */
    public Map<String, String> databaseEnvironment(String database) {
        if (postgres == null) {
            throw new IllegalStateException("this store was started without tables");
        }
        return Map.of(
                "DOWNCLIMB_DATABASE_URL", postgres.jdbcUrl(database),
                "DOWNCLIMB_DATABASE_USER", postgres.username(),
                "DOWNCLIMB_DATABASE_PASSWORD", postgres.password());
    }

    @Override
    public List<ProcessGroup> groups() {
        List<ProcessGroup> groups = new ArrayList<>(List.of(ProcessGroup.tree("Temporal", temporal.pid())));
        if (postgres != null) {
            groups.add(ProcessGroup.tree("Postgres", postgres.pid()));
        }
        return groups;
    }

    @Override
    public void close() {
        temporal.close();
        if (postgres != null) {
            postgres.close();
        }
        Places.remove(folder);
    }
}
