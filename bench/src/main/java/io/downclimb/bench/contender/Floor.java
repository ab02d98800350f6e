package io.downclimb.bench.contender;

import io.downclimb.bench.floor.FloorMain;
import io.downclimb.bench.load.Target;
import io.downclimb.bench.process.Child;
import io.downclimb.bench.process.FreePorts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The bare one-activity workflow, see {@link FloorMain}.
 *
 * @param inline its activity local, or else a normal one
 */
public record Floor(Store.Kind kind, boolean inline) implements Contender {
    @Override
    public String name() {
        return "floor-" + kind.word() + (inline ? "" : "-activity");
    }

    @Override
    public String label() {
        return "Floor" + (inline ? "" : ", normal activity") + " (" + kind.label() + ")";
    }

    @Override
    public void install(Places places) {
        // It is part of the bench.
    }

    @Override
    public Running start(Setting setting, String route) {
        Places places = setting.places();
        Store store = kind.open(setting, false);
        try {
            int port = FreePorts.one();
            List<String> command = new ArrayList<>(List.of(places.java()));
            command.addAll(places.jvmFlags());
            command.addAll(List.of(
                    "-cp",
                    places.ownClasspath(),
                    FloorMain.class.getName(),
                    Integer.toString(port),
                    store.temporalTarget(),
                    setting.mock().baseUrl(Setting.PRIMARY),
                    inline ? "inline" : "activity"));
            long began = System.nanoTime();
            Child service = Child.start(
                    label(),
                    command,
                    Setting.LOOPBACK,
                    places.work(),
                    places.work().resolve(name() + ".log"));
            Target target = new Target(port, Target.CHAT, Map.of(), route, Setting.TEXTS, Setting.PATIENCE);
            return new Running(target, service, store, began);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }
}
