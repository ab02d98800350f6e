package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * A JSON schema in the part of the language that Anthropic enforces, by the rules of its own clients.
 *
 * <ol>
 *   <li>An object that does not say so is closed: what then comes fits the caller's schema too.
 *   <li>{@code oneOf} becomes {@code anyOf}.
 *   <li>Bounds of numbers, lengths and counts cannot be enforced; they move to the description, where the model reads them.
 * </ol>
 */
final class AnthropicSchema {
    private static final Set<String> UNENFORCED = Set.of(
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties");
    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");
    private static final Set<String> MAPS = Set.of("properties", "$defs", "definitions");
    private static final Set<String> ALTERNATIVES = Set.of("anyOf", "oneOf", "allOf");

    private AnthropicSchema() {}

    static ObjectNode of(ObjectNode schema) {
        ObjectNode written = Json.NODES.objectNode();
        StringJoiner told = new StringJoiner(", ", "{", "}").setEmptyValue("");
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (isUnenforced(name, value)) {
                told.add(name + ": " + value);
            } else {
                written.set(name.equals("oneOf") ? "anyOf" : name, within(name, value));
            }
        }
        if (isObject(schema)) {
            written.put("additionalProperties", false);
        }
        if (told.length() > 0) {
            String description = schema.path("description").asText("");
            written.put("description", description.isEmpty() ? told.toString() : description + "\n\n" + told);
        }
        return written;
    }

    private static boolean isUnenforced(String name, JsonNode value) {
        return UNENFORCED.contains(name)
                || (name.equals("minItems") && value.asInt() > 1)
                || (name.equals("format") && !FORMATS.contains(value.asText()));
    }

    private static JsonNode within(String name, JsonNode value) {
        if (MAPS.contains(name) && value.isObject()) {
            ObjectNode map = Json.NODES.objectNode();
            value.properties().forEach(entry -> map.set(entry.getKey(), nested(entry.getValue())));
            return map;
        }
        if (ALTERNATIVES.contains(name) && value.isArray()) {
            var list = Json.NODES.arrayNode();
            value.forEach(each -> list.add(nested(each)));
            return list;
        }
        return name.equals("items") ? nested(value) : value;
    }

    private static JsonNode nested(JsonNode schema) {
        return schema instanceof ObjectNode object ? of(object) : schema;
    }

    private static boolean isObject(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            for (JsonNode each : type) {
                if (each.asText().equals("object")) {
                    return true;
                }
            }
        }
        return type.asText().equals("object") || schema.path("properties").isObject();
    }

    /** Whether some object of the schema takes keys that the schema does not name: closed, it would be another one. */
    static boolean isOpen(JsonNode schema) {
        JsonNode more = schema.path("additionalProperties");
        boolean named = !schema.path("properties").isEmpty();
        boolean closed = more.isBoolean() && !more.asBoolean();
        if (isObject(schema) && (more.isObject() || (!named && !closed))) {
            return true;
        }
        for (Map.Entry<String, JsonNode> field : schema.properties()) {
            String name = field.getKey();
            boolean holdsSchemas = MAPS.contains(name) || ALTERNATIVES.contains(name);
            if (name.equals("items") && isOpen(field.getValue())) {
                return true;
            }
            if (!holdsSchemas) {
                continue;
            }
            for (JsonNode each : field.getValue()) {
                if (isOpen(each)) {
                    return true;
                }
            }
        }
        return false;
    }
}
