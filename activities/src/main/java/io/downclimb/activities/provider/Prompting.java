package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.workflows.policy.PromptVersion;
import org.jspecify.annotations.Nullable;

/**
 * Puts a rung's own prompt ({@link PromptTemplate}) into a caller's request.
 *
 * <ul>
 *   <li>The system text becomes a system message of its own in front of all messages, or takes the place of the caller's
 *       system and developer messages. An empty one changes nothing.
 *   <li>The last user message is wrapped. One of several parts keeps them.
 * </ul>
 */
public final class Prompting {
    private Prompting() {}

    /** The request as this rung sends it. The request given is left as it is. */
    static ObjectNode apply(ObjectNode chat, Call.@Nullable Prompt prompt) {
        if (prompt == null) {
            return chat;
        }
        PromptTemplate template = PromptTemplate.of(prompt.template());
        String system = template.system();
        ArrayNode messages = Json.NODES.arrayNode();
        boolean instead = prompt.placement() == PromptVersion.Placement.INSTEAD && !system.isEmpty();
        if (!system.isEmpty()) {
            messages.addObject().put("role", "system").put("content", system);
        }
        for (JsonNode message : chat.path("messages")) {
            if (!instead || !isSystem(message)) {
                messages.add(message);
            }
        }
        if (template.wraps()) {
            wrapLast(messages, template);
        }
        // The members are copied, the messages are shared: nothing below this changes one.
        ObjectNode prompted = Json.NODES.objectNode();
        prompted.setAll(chat);
        prompted.set("messages", messages);
        return prompted;
    }

    static boolean isSystem(JsonNode message) {
        String role = message.path("role").asText();
        return role.equals("system") || role.equals("developer");
    }

    private static void wrapLast(ArrayNode messages, PromptTemplate template) {
        for (int index = messages.size() - 1; index >= 0; index--) {
            if (messages.get(index) instanceof ObjectNode message
                    && message.path("role").asText().equals("user")) {
                JsonNode content = message.path("content");
                ObjectNode wrapped = message.deepCopy();
                wrapped.set(
                        "content",
                        content.isArray()
                                ? template.wrap(content)
                                : Json.NODES.textNode(template.wrap(content.asText())));
                messages.set(index, wrapped);
                return;
            }
        }
    }
}
