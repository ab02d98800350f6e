package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Locale;

/** The parameters of a function as a JSON schema: Gemini takes one as it is, and a form of its own whose types are in capitals. */
final class GeminiSchema {
    private GeminiSchema() {}

    static JsonNode of(JsonNode function) {
        return function.has("parametersJsonSchema")
                ? function.path("parametersJsonSchema")
                : small(function.path("parameters").deepCopy());
    }

    private static JsonNode small(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.path("type").isTextual()) {
            String type = object.path("type").textValue().toLowerCase(Locale.ROOT);
            object.set("type", TextNode.valueOf(type));
        }
        schema.path("properties").forEach(GeminiSchema::small);
        if (schema.has("items")) {
            small(schema.path("items"));
        }
        return schema;
    }
}
