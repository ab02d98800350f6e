package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The plainest value that fits a JSON schema; knows types, properties, enums and constants, which is what tools use. */
final class Sample {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private Sample() {}

    static JsonNode of(JsonNode schema) {
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.path("enum").has(0)) {
            return schema.path("enum").get(0);
        }
        JsonNode type = schema.path("type");
        return switch ((type.isArray() ? type.path(0) : type).asText("object")) {
            case "string" -> NODES.textNode("simulated");
            case "integer" -> NODES.numberNode(1);
            case "number" -> NODES.numberNode(1.5);
            case "boolean" -> NODES.booleanNode(true);
            case "array" -> NODES.arrayNode().add(of(schema.path("items")));
            case "null" -> NODES.nullNode();
            default -> object(schema.path("properties"));
        };
    }

    private static ObjectNode object(JsonNode properties) {
        ObjectNode object = NODES.objectNode();
        properties.properties().forEach(property -> object.set(property.getKey(), of(property.getValue())));
        return object;
    }
}
