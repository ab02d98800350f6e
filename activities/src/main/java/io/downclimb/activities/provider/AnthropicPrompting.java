package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.workflows.policy.PromptVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts a rung's own prompt into a request in Anthropic's form, as {@link Prompting} does with the chat form, and leaves all else as it came.
 *
 * <ul>
 *   <li>The system text goes in front of the caller's, blocks staying blocks, or takes its place, and that of system messages too.
 *   <li>The last message of the user that is more than results of tools is wrapped; the results stay in front.
 * </ul>
 */
final class AnthropicPrompting {
    private AnthropicPrompting() {}

    /** The request as this rung sends it. The request given is left as it is. */
    static ObjectNode apply(ObjectNode body, Call.@Nullable Prompt prompt) {
        ObjectNode prompted = Json.NODES.objectNode();
        prompted.setAll(body);
        if (prompt == null) {
            return prompted;
        }
        PromptTemplate template = PromptTemplate.of(prompt.template());
        boolean instead = prompt.placement() == PromptVersion.Placement.INSTEAD
                && !template.system().isEmpty();
        if (!template.system().isEmpty()) {
            prompted.set("system", instead ? text(template.system()) : inFront(template.system(), body.path("system")));
        }
        ArrayNode messages = Json.NODES.arrayNode();
        for (JsonNode message : body.path("messages")) {
            if (!instead || !Prompting.isSystem(message)) {
                messages.add(message);
            }
        }
        if (template.wraps()) {
            wrapLast(messages, template);
        }
        if (body.has("messages")) {
            prompted.set("messages", messages);
        }
        return prompted;
    }

    private static JsonNode inFront(String prompt, JsonNode system) {
        if (system.isArray()) {
            ArrayNode blocks = Json.NODES.arrayNode();
            blocks.addObject().put("type", "text").put("text", prompt);
            system.forEach(blocks::add);
            return blocks;
        }
        return text(system.isTextual() && !system.asText().isBlank() ? prompt + "\n\n" + system.asText() : prompt);
    }

    private static JsonNode text(String text) {
        return Json.NODES.textNode(text);
    }

    private static void wrapLast(ArrayNode messages, PromptTemplate template) {
        for (int index = messages.size() - 1; index >= 0; index--) {
            if (messages.get(index) instanceof ObjectNode message
                    && message.path("role").asText().equals("user")
                    && !isOnlyResults(message.path("content"))) {
                ObjectNode wrapped = message.deepCopy();
                wrapped.set("content", wrap(message.path("content"), template));
                messages.set(index, wrapped);
                return;
            }
        }
    }

    private static boolean isOnlyResults(JsonNode content) {
        if (!content.isArray()) {
            return false;
        }
        for (JsonNode block : content) {
            if (!isResult(block)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isResult(JsonNode block) {
        return block.path("type").asText().equals("tool_result");
    }

    private static JsonNode wrap(JsonNode content, PromptTemplate template) {
        if (!content.isArray()) {
            return text(template.wrap(content.asText()));
        }
        ArrayNode wrapped = Json.NODES.arrayNode();
        List<JsonNode> others = new ArrayList<>();
        for (JsonNode block : content) {
            if (isResult(block)) {
                wrapped.add(block);
            } else {
                others.add(block);
            }
        }
        return wrapped.addAll(template.wrap(others));
    }
}
