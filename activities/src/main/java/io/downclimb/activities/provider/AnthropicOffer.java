package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** The tools that a request in Anthropic's form offers, and how they may be chosen, in the chat form. */
final class AnthropicOffer {
    private AnthropicOffer() {}

    static void tools(JsonNode offered, ObjectNode chat, Losses losses) {
        ArrayNode tools = Json.NODES.arrayNode();
        for (JsonNode tool : offered) {
            if (!tool.path("type").asText("custom").equals("custom") && Json.has(tool, "type")) {
                losses.foreign("tools of Anthropic's own");
            } else if (tool.path("name").isTextual()) {
                tools.add(function(tool, losses));
            } else {
                losses.foreign("tools without a name");
            }
        }
        if (!tools.isEmpty()) {
            chat.set("tools", tools);
        }
    }

    private static ObjectNode function(JsonNode tool, Losses losses) {
        ObjectNode function = Json.NODES.objectNode();
        function.set("name", tool.path("name"));
        if (tool.path("description").isTextual()) {
            function.set("description", tool.path("description"));
        }
        JsonNode schema = tool.path("input_schema");
        function.set(
                "parameters",
                schema.isObject() ? schema : Json.NODES.objectNode().put("type", "object"));
        for (Map.Entry<String, JsonNode> field : tool.properties()) {
            switch (field.getKey()) {
                case "type", "name", "description", "input_schema" -> {}
                case "strict" -> {
                    if (field.getValue().asBoolean() && StrictSchema.isOne(schema)) {
                        function.put("strict", true);
                    } else if (field.getValue().asBoolean()) {
                        losses.drop("tools.strict");
                    }
                }
                case "cache_control" -> losses.drop("cache_control");
                default -> {
                    if (!field.getValue().isNull()) {
                        losses.drop("tools." + field.getKey());
                    }
                }
            }
        }
        ObjectNode written = Json.NODES.objectNode().put("type", "function");
        written.set("function", function);
        return written;
    }

    /** OpenAI refuses a choice where there is nothing to choose from. */
    static void choice(ObjectNode body, ObjectNode chat, Losses losses) {
        JsonNode choice = body.path("tool_choice");
        if (body.path("tools").isEmpty()) {
            losses.drop("tool_choice");
            return;
        }
        switch (choice.path("type").asText()) {
            case "auto" -> chat.put("tool_choice", "auto");
            case "any" -> chat.put("tool_choice", "required");
            case "none" -> chat.put("tool_choice", "none");
            case "tool" -> {
                ObjectNode named = Json.NODES.objectNode().put("type", "function");
                named.putObject("function").put("name", choice.path("name").asText());
                chat.set("tool_choice", named);
            }
            default -> losses.drop("tool_choice");
        }
        if (choice.path("disable_parallel_tool_use").asBoolean()) {
            chat.put("parallel_tool_calls", false);
        }
    }
}
