package io.downclimb.api.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A mapping of the file. Making one tells its unknown and repeated keys; reading it tells what is wrong with values. */
final class Section {
    private final Element at;
    private final @Nullable List<String> known;
    private final Map<String, Element> members = new LinkedHashMap<>();
    /** Known keys that an unknown one looks like. */
    private final Set<String> meant = new HashSet<>();

    private Section(Element at, @Nullable List<String> known) {
        this.at = at;
        this.known = known;
    }

    static Section of(Element at, @Nullable List<String> known) {
        Section section = new Section(at, known);
        if (at.node() instanceof MappingNode mapping) {
            mapping.getValue().forEach(section::admit);
            return section;
        }
        if (at.node() != null) {
            at.mistake(at.kind(), "should be a mapping", "write it as indented lines of key: value");
        }
        return section;
    }

    Element at() {
        return at;
    }

    Map<String, Element> members() {
        return Collections.unmodifiableMap(members);
    }

    /** Null where the key is absent. */
    @Nullable
    Element member(String key) {
        if (known != null && !known.contains(key)) {
            throw new IllegalArgumentException("%s is not among the known keys of %s".formatted(key, at.key()));
        }
        return members.get(key);
    }

    /** The mapping under the key; an empty one where it is absent. */
    Section section(String key, List<String> keys) {
        Element member = member(key);
        return (member == null ? absent(key) : member).section(keys);
    }

    /** The mapping of names under the key; an empty one where it is absent. */
    Section names(String key) {
        Element member = member(key);
        return (member == null ? absent(key) : member).names();
    }

    /** Null where the key is absent, or, once the mistake is told, not a single value. */
    @Nullable
    Scalar scalar(String key) {
        Element member = member(key);
        return member == null ? null : member.scalar();
    }

    /** As {@link #scalar}, but absence is a mistake too. */
    @Nullable
    Scalar required(String key, String fix) {
        Element member = member(key);
        if (member == null) {
            missing(key, fix);
            return null;
        }
        return member.scalar();
    }

    /**
     * Tells that a required key is absent, unless what was told already explains it: a key probably meant to be this, or
     * no mapping at all.
     */
    void missing(String key, String fix) {
        boolean isNoMapping = at.node() != null && !(at.node() instanceof MappingNode);
        if (isNoMapping || meant.contains(key)) {
            return;
        }
        absent(key).mistake(null, "is missing", fix);
    }

    /** The value, or the fallback where there is none or, once the mistake is told, a wrong one. */
    int whole(String key, int fallback, int least, int most) {
        Scalar scalar = scalar(key);
        Integer value = scalar == null ? null : scalar.whole(least, most);
        return value == null ? fallback : value;
    }

    /** As {@link #whole}. */
    Duration duration(String key, Duration fallback, Duration most) {
        Scalar scalar = scalar(key);
        Duration value = scalar == null ? null : scalar.duration(most);
        return value == null ? fallback : value;
    }

    /** As {@link #whole}. */
    Duration duration(String key, Duration fallback, Duration least, Duration most) {
        Scalar scalar = scalar(key);
        Duration value = scalar == null ? null : scalar.duration(least, most);
        return value == null ? fallback : value;
    }

    /** As {@link #whole}: a number from 0 to 1. */
    double share(String key, double fallback) {
        Scalar scalar = scalar(key);
        BigDecimal value = scalar == null ? null : scalar.decimal(BigDecimal.ONE);
        return value == null ? fallback : value.doubleValue();
    }

    private Element absent(String key) {
        return new Element(at.reading(), path(key), at.line(), null);
    }

    private String path(String key) {
        return at.key().isEmpty() ? key : at.key() + "." + key;
    }

    private void admit(NodeTuple tuple) {
        Node keyNode = tuple.getKeyNode();
        int line = keyNode.getStartMark().getLine() + 1;
        if (!(keyNode instanceof ScalarNode scalar)) {
            at.reading()
                    .mistakes()
                    .add(at.key(), line, null, "has a key that is a list or a mapping", "use a plain word as the key");
            return;
        }
        String key = scalar.getValue();
        Element earlier = members.get(key);
        if (earlier != null) {
            at.reading()
                    .mistakes()
                    .add(
                            path(key),
                            line,
                            null,
                            "is here twice, first in line " + earlier.line(),
                            "keep one of the two");
            return;
        }
        if (known != null && !known.contains(key)) {
            String nearest = Suggestion.nearest(key, known);
            if (nearest != null) {
                meant.add(nearest);
            }
            String fix = key.equals("<<") ? "repeat the keys; an anchor may stand for a whole value" : fix(key, known);
            at.reading().mistakes().add(path(key), line, null, "is not a known key", fix);
            return;
        }
        Element member = Element.of(at.reading(), path(key), tuple.getValueNode());
        // The key's line: an alias would point at its anchor, and an empty or folded value at a line below.
        members.put(key, new Element(member.reading(), member.key(), line, member.node()));
    }

    private static String fix(String key, List<String> known) {
        String suggestion = Suggestion.of(key, known);
        return suggestion.startsWith("use") ? suggestion : suggestion + " Known here: " + String.join(", ", known);
    }
}
