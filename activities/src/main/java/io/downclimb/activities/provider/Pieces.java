package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An object that arrives in deltas. Strings grow, objects merge, arrays append, arrays of objects that carry an {@code
 * index} merge by it, labels and all other values are replaced, nulls change nothing. These are the rules by which OpenAI's
 * own clients put a streamed message together.
 */
final class Pieces {
    private static final Set<String> LABELS = Set.of("role", "id", "type", "name");

    private final Map<String, Piece> fields = new LinkedHashMap<>();

    private sealed interface Piece {}

    private record Text(StringBuilder text) implements Piece {}

    private record Value(JsonNode value) implements Piece {}

    private record Sequence(ArrayNode elements) implements Piece {}

    private record Merged(Pieces pieces) implements Piece {}

    private record Indexed(SortedMap<Integer, Pieces> elements) implements Piece {}

    /** Adds a delta; true where it brought more than a role. */
    boolean add(JsonNode delta) {
        boolean content = false;
        for (Map.Entry<String, JsonNode> field : delta.properties()) {
            boolean added = add(field.getKey(), field.getValue());
            content |=
                    added && !field.getKey().equals("role") && !field.getKey().equals("index");
        }
        return content;
    }

    private boolean add(String name, JsonNode value) {
        if (value.isNull()) {
            return false;
        }
        if (value.isTextual()) {
            return LABELS.contains(name) ? label(name, value) : grow(name, value.textValue());
        }
        if (value.isObject()) {
            return merged(name).add(value);
        }
        if (value instanceof ArrayNode array) {
            array.forEach(element -> append(name, element));
            return !array.isEmpty();
        }
        fields.put(name, new Value(value));
        return true;
    }

    private boolean label(String name, JsonNode value) {
        if (value.textValue().isEmpty()) {
            return false;
        }
        fields.put(name, new Value(value));
        return true;
    }

    private boolean grow(String name, String more) {
        if (fields.get(name) instanceof Text(StringBuilder text)) {
            text.append(more);
        } else {
            fields.put(name, new Text(new StringBuilder(more)));
        }
        return !more.isEmpty();
    }

    private Pieces merged(String name) {
        if (fields.get(name) instanceof Merged(Pieces pieces)) {
            return pieces;
        }
        Pieces pieces = new Pieces();
        fields.put(name, new Merged(pieces));
        return pieces;
    }

    private void append(String name, JsonNode element) {
        if (element.path("index").isInt()) {
            indexed(name)
                    .computeIfAbsent(element.path("index").asInt(), index -> new Pieces())
                    .add(element);
            return;
        }
        if (fields.get(name) instanceof Sequence(ArrayNode elements)) {
            elements.add(element);
            return;
        }
        fields.put(name, new Sequence(Json.NODES.arrayNode().add(element)));
    }

    private SortedMap<Integer, Pieces> indexed(String name) {
        if (fields.get(name) instanceof Indexed(SortedMap<Integer, Pieces> elements)) {
            return elements;
        }
        SortedMap<Integer, Pieces> elements = new TreeMap<>();
        fields.put(name, new Indexed(elements));
        return elements;
    }

    /** Everything so far, as one object. */
    ObjectNode whole() {
        ObjectNode whole = Json.NODES.objectNode();
        fields.forEach((name, piece) -> whole.set(name, whole(piece)));
        return whole;
    }

    private static JsonNode whole(Piece piece) {
        return switch (piece) {
            case Text(StringBuilder text) -> Json.NODES.textNode(text.toString());
            case Value(JsonNode value) -> value;
            case Sequence(ArrayNode elements) -> elements;
            case Merged(Pieces pieces) -> pieces.whole();
            case Indexed(SortedMap<Integer, Pieces> elements) -> {
                ArrayNode array = Json.NODES.arrayNode();
                elements.values().forEach(element -> array.add(element.whole().without("index")));
                yield array;
            }
        };
    }
}
