package io.downclimb.bench.contender;

import io.downclimb.bench.load.Target;
import java.util.Map;

/** Nobody between the load and the mock: what is subtracted from the others' times. */
public record MockAlone() implements Contender {
    public static final String NAME = "mock";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String label() {
        return "Mock alone";
    }

    @Override
    public void install(Places places) {
        // It is part of the bench.
    }

    @Override
    public Running start(Setting setting, String route) {
        Target target = new Target(
                setting.mock().port(),
                "/" + Setting.PRIMARY + Target.CHAT,
                Map.of(),
                "bench-primary",
                Setting.TEXTS,
                Setting.PATIENCE);
        return new Running(target, null, null, System.nanoTime());
    }
}
