package io.downclimb.bench.contender;

import io.downclimb.bench.BenchException;
import io.downclimb.bench.Pause;
import io.downclimb.bench.process.Child;
import io.downclimb.bench.process.FreePorts;
import io.downclimb.bench.process.ProcessGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The production shape, by {@code deploy/production-shape.sh}: Temporal's server and Downclimb's tables in one Postgres. The folder
 * serves a whole run of the bench, since the schema takes a while; each contender finds what those before it left.
 */
record ProductionStore(Child script, int postgresPort, int temporalPort, double startSeconds) implements Store {
    /** A start may have to build Temporal's server first. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    static ProductionStore start(Setting setting) {
        Places places = setting.places();
        Path folder = places.folder("production");
        int postgresPort = FreePorts.one();
        int temporalPort = FreePorts.row(9);
        Map<String, String> environment = new HashMap<>(Setting.LOOPBACK);
        environment.put("EMBEDDED_CLASSPATH", places.ownClasspath());
        long began = System.nanoTime();
        Child script = Child.start(
                "deploy/production-shape.sh",
                List.of(
                        places.home().resolve("deploy/production-shape.sh").toString(),
                        folder.toString(),
                        Integer.toString(postgresPort),
                        Integer.toString(temporalPort)),
                environment,
                places.work(),
                places.work().resolve("production-shape.log"));
        try {
            awaitReady(script, began);
            return new ProductionStore(script, postgresPort, temporalPort, (System.nanoTime() - began) / 1e9);
        } catch (RuntimeException e) {
            script.close();
            throw e;
        }
    }

    private static void awaitReady(Child script, long began) {
        while (!script.said("Ctrl-C stops both")) {
            script.expectAlive();
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new BenchException("the production shape was not up in time. " + script.tail());
            }
            Pause.milliseconds(200);
        }
    }

    @Override
    public String temporalTarget() {
        return "127.0.0.1:" + temporalPort;
    }

    @Override
    public Map<String, String> databaseEnvironment() {
        return Map.of(
                "DOWNCLIMB_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + postgresPort + "/downclimb",
                "DOWNCLIMB_DATABASE_USER", "postgres",
                "DOWNCLIMB_DATABASE_PASSWORD", "postgres");
    }

    /** The script's other processes, a shell and a small Java that keeps Postgres, serve no request. */
    @Override
    public List<ProcessGroup> groups() {
        return List.of(
                ProcessGroup.named("Temporal", script.pid(), "server"),
                ProcessGroup.named("Postgres", script.pid(), "postgres"));
    }

    @Override
    public void close() {
        script.close();
    }
}
