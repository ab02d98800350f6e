package io.downclimb.bench.contender;

import java.util.HashMap;
import java.util.Map;

/**
 * One node of Downclimb over one of the two stores.
 *
 * @param inline its calls next to the decision ({@code execution: inline}), or else as activities of their own
 */
public record Downclimb(Store.Kind kind, boolean inline) implements Contender {
    /** Makes its calls inline. */
    public static final String ROUTE = "bench";

    private static final String ROUTE_OF_ACTIVITIES = "bench-activity";

    @Override
    public String name() {
        return "downclimb-" + kind.word() + (inline ? "" : "-activity");
    }

    @Override
    public String label() {
        return "Downclimb (" + kind.label() + ", " + (inline ? "inline" : "activity") + ")";
    }

    @Override
    public void install(Places places) {
        // The launcher has built it.
    }

    @Override
    public Running start(Setting setting) {
        return start(setting, inline ? ROUTE : ROUTE_OF_ACTIVITIES);
    }

    @Override
    public Running start(Setting setting, String route) {
        Store store = kind.open(setting, true);
        try {
            Map<String, String> environment = new HashMap<>(store.databaseEnvironment());
            environment.put("DOWNCLIMB_TEMPORAL_TARGET", store.temporalTarget());
            return new Node(name(), label(), route).start(setting, environment, store);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }
}
