package io.downclimb.api.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A place in the file's tree. It knows its key path and its line, and can tell mistakes about itself.
 *
 * @param node null for a place that was left empty
 */
record Element(
        Reading reading, String key, int line, @Nullable Node node) {
    static Element of(Reading reading, String key, Node node) {
        boolean nothing = node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
        return new Element(reading, key, node.getStartMark().getLine() + 1, nothing ? null : node);
    }

    boolean isSingle() {
        return node instanceof ScalarNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    /** Null, once the mistake is told, where this is not a single value. */
    @Nullable
    Scalar scalar() {
        if (node instanceof ScalarNode scalar) {
            return new Scalar(reading, key, line, scalar.getValue(), false);
        }
        if (node == null) {
            mistake(null, "has no value", "give a value, or leave the key out");
            return null;
        }
        mistake(kind(), "should be a single value", "write one value after the colon");
        return null;
    }

    /** Empty where this is empty, or, once the mistake is told, not a list. */
    List<Element> list() {
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            mistake(kind(), "should be a list", "write [a, b], or one line for each, beginning with a dash");
            return List.of();
        }
        List<Element> elements = new ArrayList<>();
        for (Node child : sequence.getValue()) {
            elements.add(of(reading, "%s[%d]".formatted(key, elements.size()), child));
        }
        return elements;
    }

    /** The mapping here, which may have these keys and no others. */
    Section section(List<String> known) {
        return Section.of(this, known);
    }

    /** The mapping here, whose keys are names that the user chose. */
    Section names() {
        return Section.of(this, null);
    }

    void mistake(@Nullable String value, String problem, String fix) {
        reading.mistakes().add(key, line, value, problem, fix);
    }

    /** What is here, without its content, which may be a secret written in the wrong place. */
    String kind() {
        if (node == null) {
            return "nothing";
        }
        return switch (node.getNodeId()) {
            case scalar -> "a single value";
            case sequence -> "a list";
            case mapping -> "a mapping";
            case anchor -> "an anchor";
        };
    }
}
