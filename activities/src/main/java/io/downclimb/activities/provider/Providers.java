package io.downclimb.activities.provider;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The providers this node is configured with, by name. */
public record Providers(Map<String, Provider> byName) {
    public Providers {
        byName = Map.copyOf(byName);
    }

    public @Nullable Provider find(String name) {
        return byName.get(name);
    }
}
