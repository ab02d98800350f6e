package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tools as function declarations, and the choice between them. A choice of some tools that stays free is made by declaring those alone,
 * because Gemini takes names only together with a duty to call.
 */
final class GeminiTools {
    /**
     * What the caller chose.
     *
     * @param mode null: nothing, which is AUTO
     * @param names the tools that it is about; empty: all
     */
    private record Choice(@Nullable String mode, Set<String> names) {
        /** Whether only some tools may be called, and none must be. */
        boolean narrows() {
            return "AUTO".equals(mode) && !names.isEmpty();
        }
    }

    private GeminiTools() {}

    static void write(ObjectNode chat, ObjectNode body, List<String> dropped) {
        if (chat.path("tools").isEmpty()) {
            return;
        }
        Choice choice = choice(chat.path("tool_choice"));
        boolean strict = false;
        ArrayNode declarations = Json.NODES.arrayNode();
        for (JsonNode tool : chat.path("tools")) {
            JsonNode function = tool.path("function");
            if (choice.narrows()
                    && !choice.names().contains(function.path("name").asText())) {
                continue;
            }
            strict |= function.path("strict").asBoolean();
            declarations.add(declaration(function));
        }
        if (!declarations.isEmpty()) {
            body.putArray("tools").addObject().set("functionDeclarations", declarations);
        }
        if (choice.mode() != null) {
            ObjectNode calling = body.putObject("toolConfig").putObject("functionCallingConfig");
            calling.put("mode", choice.mode());
            if (!choice.narrows() && !choice.names().isEmpty()) {
                ArrayNode names = calling.putArray("allowedFunctionNames");
                choice.names().stream().sorted().forEach(names::add);
            }
        }
        if (strict) {
            dropped.add("tools.strict");
        }
    }

    private static ObjectNode declaration(JsonNode function) {
        ObjectNode declaration = Json.NODES.objectNode();
        declaration.set("name", function.path("name"));
        if (Json.has(function, "description")) {
            declaration.set("description", function.path("description"));
        }
        if (function.path("parameters").isObject()) {
            declaration.set("parametersJsonSchema", function.path("parameters"));
        }
        return declaration;
    }

    private static Choice choice(JsonNode choice) {
        return switch (choice.path("type").asText(choice.asText())) {
            case "auto" -> new Choice("AUTO", Set.of());
            case "none" -> new Choice("NONE", Set.of());
            case "required" -> new Choice("ANY", Set.of());
            case "function" -> new Choice("ANY", Set.of(name(choice)));
            case "allowed_tools" -> {
                JsonNode allowed = choice.path("allowed_tools");
                Set<String> names = StreamSupport.stream(allowed.path("tools").spliterator(), false)
                        .map(GeminiTools::name)
                        .collect(Collectors.toSet());
                yield new Choice(allowed.path("mode").asText().equals("required") ? "ANY" : "AUTO", names);
            }
            default -> new Choice(null, Set.of());
        };
    }

    private static String name(JsonNode tool) {
        return tool.path("function").path("name").asText();
    }
}
