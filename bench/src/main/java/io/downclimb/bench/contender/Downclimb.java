package io.downclimb.bench.contender;

import java.util.HashMap;
import java.util.Map;

/** One node of Downclimb over one of the two stores, asked in one of several ways. */
public record Downclimb(Store.Kind kind, Way way) implements Contender {
    /** Makes its calls inline. */
    public static final String ROUTE = Way.INLINE.route;

    /** What is asked of it: each way has a route of its own in {@code bench/downclimb.yaml}. */
    public enum Way {
        /** Calls are made next to the decision. */
        INLINE("bench", "", "inline"),
        /** Calls are activities of their own. */
        ACTIVITY("bench-activity", "-activity", "activity"),
        /** The same question again and again, which the workflow finds in the cache. */
        HIT("bench-hit", "-hit", "cache hit"),
        /** The same, found at the door. */
        DOOR_HIT("bench-door-hit", "-door-hit", "cache hit at the door");

        private final String route;
        private final String suffix;
        private final String words;

        Way(String route, String suffix, String words) {
            this.route = route;
            this.suffix = suffix;
            this.words = words;
        }

        private boolean asksTheSame() {
            return this == HIT || this == DOOR_HIT;
        }
    }

    @Override
    public String name() {
        return "downclimb-" + kind.word() + way.suffix;
    }

    @Override
    public String label() {
        return "Downclimb (" + kind.label() + ", " + way.words + ")";
    }

    @Override
    public void install(Places places) {
        // The launcher has built it.
    }

    @Override
    public Running start(Setting setting) {
        return start(setting, way.route);
    }

    @Override
    public Running start(Setting setting, String route) {
        Store store = kind.open(setting, true);
        try {
            Map<String, String> environment = new HashMap<>(store.databaseEnvironment());
            environment.put("DOWNCLIMB_TEMPORAL_TARGET", store.temporalTarget());
            return new Node(name(), label(), route)
                    .start(setting, environment, store)
                    .asked(way.asksTheSame());
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }
}
