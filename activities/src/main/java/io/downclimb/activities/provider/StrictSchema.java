package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Whether OpenAI would take a schema as a strict one: each of its objects is closed and requires all that it names. */
final class StrictSchema {
    private StrictSchema() {}

    static boolean isOne(JsonNode schema) {
        JsonNode named = schema.path("properties");
        boolean isObject = schema.path("type").asText().equals("object") || named.isObject();
        if (isObject && !(isClosed(schema) && required(schema).containsAll(names(named)))) {
            return false;
        }
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            boolean strict = switch (field.getKey()) {
                case "properties", "$defs", "definitions", "anyOf" -> areOnes(field.getValue());
                case "items" -> isOne(field.getValue());
                case "oneOf", "allOf", "not", "if", "patternProperties" -> false;
                default -> true;
            };
            if (!strict) {
                return false;
            }
        }
        return true;
    }

    private static boolean areOnes(JsonNode schemas) {
        for (JsonNode schema : schemas) {
            if (!isOne(schema)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isClosed(JsonNode schema) {
        JsonNode more = schema.path("additionalProperties");
        return more.isBoolean() && !more.asBoolean();
    }

    private static Set<String> required(JsonNode schema) {
        Set<String> required = new HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        return required;
    }

    private static Set<String> names(JsonNode properties) {
        Set<String> names = new HashSet<>();
        properties.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
