package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** The tools of a chat request, and how they may be chosen, in Anthropic's form. */
final class AnthropicTools {
    private AnthropicTools() {}

    /**
     * Writes tools and choice.
     *
     * @param called the tools that were called before: the format wants to know every tool of the conversation, so where the caller offers
     *     none any more, they are declared and may not be chosen
     */
    static void write(
            ObjectNode chat, Set<String> called, AnthropicModel model, ObjectNode body, List<String> dropped) {
        if (chat.path("tools").isEmpty()) {
            declare(called, body);
            return;
        }
        ArrayNode tools = body.putArray("tools");
        boolean lax = false;
        for (JsonNode tool : chat.path("tools")) {
            JsonNode function = tool.path("function");
            boolean strict = function.path("strict").asBoolean();
            boolean carried = strict && model.takesStrictTools();
            lax |= strict && !carried;
            ObjectNode written = tools.addObject();
            written.put("name", function.path("name").asText());
            if (function.path("description").isTextual()) {
                written.set("description", function.path("description"));
            }
            ObjectNode schema = schema(function.path("parameters"));
            written.set("input_schema", carried ? AnthropicSchema.of(schema) : schema);
            if (carried) {
                written.put("strict", true);
            }
        }
        if (lax) {
            dropped.add("tools.strict");
        }
        choose(chat, body);
    }

    private static void declare(Set<String> called, ObjectNode body) {
        if (called.isEmpty()) {
            return;
        }
        ArrayNode tools = body.putArray("tools");
        called.forEach(
                name -> tools.addObject().put("name", name).set("input_schema", schema(Json.NODES.missingNode())));
        body.putObject("tool_choice").put("type", "none");
    }

    private static ObjectNode schema(JsonNode parameters) {
        ObjectNode schema = Json.NODES.objectNode().put("type", "object");
        if (parameters instanceof ObjectNode given) {
            schema.setAll(given);
        }
        return schema;
    }

    private static void choose(ObjectNode chat, ObjectNode body) {
        JsonNode asked = chat.path("tool_choice");
        ObjectNode choice = Json.NODES.objectNode();
        if (asked.isObject()) {
            choice.put("type", "tool").set("name", asked.path("function").path("name"));
        } else if (asked.isTextual()) {
            choice.put("type", asked.asText().equals("required") ? "any" : asked.asText());
        }
        JsonNode parallel = chat.path("parallel_tool_calls");
        if (parallel.isBoolean()
                && !parallel.asBoolean()
                && !choice.path("type").asText().equals("none")) {
            if (choice.isEmpty()) {
                choice.put("type", "auto");
            }
            choice.put("disable_parallel_tool_use", true);
        }
        if (!choice.isEmpty()) {
            body.set("tool_choice", choice);
        }
    }
}
