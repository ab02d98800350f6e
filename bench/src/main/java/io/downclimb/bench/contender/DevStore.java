package io.downclimb.bench.contender;

import io.downclimb.bench.process.ProcessGroup;
import io.downclimb.embedded.LocalPostgres;
import io.downclimb.embedded.LocalTemporal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A fresh dev store in an empty folder, with the settings of {@code ./downclimb dev}; nothing of it stays. */
record DevStore(
        Path folder, LocalTemporal temporal, @Nullable LocalPostgres postgres, double startSeconds) implements Store {
    static DevStore start(Setting setting, boolean tables) {
        Path folder = setting.places().folder("dev-store");
        long began = System.nanoTime();
        @Nullable LocalPostgres postgres = null;
        try {
            if (tables) {
                postgres = LocalPostgres.start(folder.resolve("postgres"), 0, setting.say());
                postgres.createDatabase("downclimb");
            }
            LocalTemporal temporal =
                    LocalTemporal.start(new LocalTemporal.Options(folder.resolve("temporal.db"), 0, -1, setting.say()));
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
        if (postgres == null) {
            return Map.of();
        }
        return Map.of(
                "DOWNCLIMB_DATABASE_URL", postgres.jdbcUrl("downclimb"),
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
