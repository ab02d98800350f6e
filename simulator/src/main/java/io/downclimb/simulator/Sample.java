package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The plainest value that fits a JSON schema; knows what tools and structured outputs use: types, properties, items, enums, constants,
 * references within the schema, alternatives (the first one is taken, and {@code null} where a schema refers to itself without end) and the
 * least values and lengths.
 */
final class Sample {
    /** What whoever asks for some JSON object gets. */
    static final JsonNode ANSWER_OBJECT = FaultJson.tree(Text.bytes("""
            {"type": "object", "properties": {"answer": {"type": "string"}}}
            """));

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> ALTERNATIVES = List.of("anyOf", "oneOf", "allOf");
    private static final int DEEPEST = 12;

    private final JsonNode root;

    private Sample(JsonNode root) {
        this.root = root;
    }

    static JsonNode of(JsonNode schema) {
        return new Sample(schema).fit(schema, 0);
    }

    private JsonNode fit(JsonNode schema, int depth) {
        if (schema.has("$ref")) {
            return depth < DEEPEST ? fit(referred(schema.get("$ref").asText()), depth + 1) : NODES.nullNode();
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.path("enum").has(0)) {
            return schema.path("enum").get(0);
        }
        for (String alternatives : ALTERNATIVES) {
            if (schema.path(alternatives).has(0)) {
                return alternative(schema.path(alternatives), depth);
            }
        }
        JsonNode type = schema.path("type");
        return switch ((type.isArray() ? type.path(0) : type).asText("object")) {
            case "string" -> NODES.textNode(text(schema.path("minLength").asInt()));
            case "integer" ->
                NODES.numberNode(Math.max(1, schema.path("minimum").asLong(1)));
            case "number" ->
                NODES.numberNode(Math.max(1.5, schema.path("minimum").asDouble(1.5)));
            case "boolean" -> NODES.booleanNode(true);
            case "array" -> NODES.arrayNode().add(fit(schema.path("items"), depth + 1));
            case "null" -> NODES.nullNode();
            default -> object(schema.path("properties"), depth);
        };
    }

    private JsonNode alternative(JsonNode alternatives, int depth) {
        for (JsonNode alternative : alternatives) {
            if (depth >= DEEPEST / 2 && alternative.path("type").asText().equals("null")) {
                return NODES.nullNode();
            }
        }
        return fit(alternatives.get(0), depth + 1);
    }

    private ObjectNode object(JsonNode properties, int depth) {
        ObjectNode object = NODES.objectNode();
        properties.properties().forEach(property -> object.set(property.getKey(), fit(property.getValue(), depth + 1)));
        return object;
    }

    private JsonNode referred(String reference) {
        return reference.startsWith("#") ? root.at(reference.substring(1)) : NODES.objectNode();
    }

    private static String text(int atLeast) {
        String text = "simulated";
        return text.repeat(Math.max(1, (atLeast + text.length() - 1) / text.length()));
    }
}
