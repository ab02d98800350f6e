package io.downclimb.bench.contender;

import io.downclimb.bench.load.Target;
import io.downclimb.bench.process.Child;
import io.downclimb.bench.process.FreePorts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node of the service as a process of its own with the launcher's JVM flags, set by {@code bench/downclimb.yaml}.
 *
 * @param name of its log
 * @param route that the load asks for
 */
public record Node(String name, String label, String route) {
    /**
     * Starts it and returns as soon as its process runs.
     *
     * @param where its tables and its Temporal are, as the service's environment variables
     * @param store that ends with the node; null for one that others use, too
     */
    public Running start(Setting setting, Map<String, String> where, @Nullable Store store) {
        Places places = setting.places();
        int port = FreePorts.one();
        Map<String, String> environment = new HashMap<>(Setting.LOOPBACK);
        environment.putAll(where);
        environment.put("DOWNCLIMB_CONFIG", places.bench("downclimb.yaml").toString());
        environment.put("BENCH_PORT", Integer.toString(port));
        environment.put("BENCH_MOCK_PORT", Integer.toString(setting.mock().port()));
        long began = System.nanoTime();
        Child service = Child.start(
                label,
                command(places, "io.downclimb.api.Application"),
                environment,
                places.work(),
                places.work().resolve(name + ".log"));
        return new Running(
                new Target(port, Target.CHAT, Map.of(), route, Setting.TEXTS, Setting.PATIENCE), service, store, began);
    }

    /** Java with the service's class path and the launcher's flags. */
    public static List<String> command(Places places, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>(List.of(places.java()));
        command.addAll(places.jvmFlags());
        command.addAll(List.of("-cp", places.serviceClasspath(), mainClass));
        command.addAll(List.of(arguments));
        return command;
    }
}
