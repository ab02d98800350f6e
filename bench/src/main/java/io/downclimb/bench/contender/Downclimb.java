package io.downclimb.bench.contender;

import io.downclimb.bench.load.Target;
import io.downclimb.bench.process.Child;
import io.downclimb.bench.process.FreePorts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One node of Downclimb, a process of its own with the launcher's flags, over one of the two stores. */
public record Downclimb(Store.Kind kind) implements Contender {
    @Override
    public String name() {
        return "downclimb-" + kind.word();
    }

    @Override
    public String label() {
        return "Downclimb (" + kind.label() + ")";
    }

    @Override
    public void install(Places places) {
        // The launcher has built it.
    }

    @Override
    public Running start(Setting setting, String route) {
        Places places = setting.places();
        Store store = kind.open(setting, true);
        try {
            int port = FreePorts.one();
            Map<String, String> environment = new HashMap<>(Setting.LOOPBACK);
            environment.putAll(store.databaseEnvironment());
            environment.put("DOWNCLIMB_TEMPORAL_TARGET", store.temporalTarget());
            environment.put("DOWNCLIMB_CONFIG", places.bench("downclimb.yaml").toString());
            environment.put("BENCH_PORT", Integer.toString(port));
            environment.put("BENCH_MOCK_PORT", Integer.toString(setting.mock().port()));
            List<String> command = new ArrayList<>(List.of(places.java()));
            command.addAll(places.jvmFlags());
            command.addAll(List.of("-cp", places.serviceClasspath(), "io.downclimb.api.Application"));
            long began = System.nanoTime();
            Child service = Child.start(
                    label(), command, environment, places.work(), places.work().resolve(name() + ".log"));
            Target target = new Target(port, Target.CHAT, Map.of(), route, Setting.TEXTS, Setting.PATIENCE);
            return new Running(target, service, store, began);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }
}
