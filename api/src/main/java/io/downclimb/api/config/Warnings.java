package io.downclimb.api.config;

import java.util.ArrayList;
import java.util.List;

/** What is allowed and probably not meant. */
final class Warnings {
    private final List<String> lines = new ArrayList<>();

    void add(String key, String warning) {
        lines.add("%s: %s".formatted(key, warning));
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
