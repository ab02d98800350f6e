package io.downclimb.api.config;

import java.util.Set;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A place that holds a mapping or the word {@code off}. */
final class Switch {
    /** YAML 1.1 takes off and false for the same, and so do people. */
    private static final Set<String> OFF = Set.of("off", "Off", "OFF", "false", "False", "FALSE");

    enum Position {
        ON,
        OFF,
        WRONG
    }

    private Switch() {}

    /** Whether the place holds the word off. */
    static boolean isOff(Element at) {
        return at.node() instanceof ScalarNode word && OFF.contains(word.getValue());
    }

    /** ON where it is left to be read as a mapping; WRONG once another word is told as a mistake. */
    static Position read(Element at) {
        if (!(at.node() instanceof ScalarNode)) {
            return Position.ON;
        }
        Scalar word = at.scalar();
        if (word != null && OFF.contains(word.raw())) {
            return Position.OFF;
        }
        if (word != null) {
            word.mistake("is neither off nor a mapping", "write off, or {key: value, …}");
        }
        return Position.WRONG;
    }
}
