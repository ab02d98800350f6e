package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.workflows.policy.PromptVersion;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts a rung's own prompt into a caller's request. The grammar of a template:
 *
 * <pre>
 * You answer for the support desk.        everything above the line: the system text
 * --- user ---                            at most one such line, alone; it may be missing
 * Question: {{message}}                   everything below: what the last user message becomes
 * </pre>
 *
 * <ul>
 *   <li>The system text becomes a system message of its own in front of all messages, or takes the place of the caller's
 *       system and developer messages. An empty one changes nothing.
 *   <li>{@code {{message}}} stands for the last user message. A message of several parts keeps them, with the text around
 *       it as parts of their own.
 *   <li>All other double braces are left alone, and white space around either part does not count.
 * </ul>
 */
public final class Prompting {
    private static final Pattern LINE = Pattern.compile("(?m)^[ \\t]*--- user ---[ \\t]*$");
    private static final String MESSAGE = "{{message}}";

    private Prompting() {}

    /** The request as this rung sends it. The request given is left as it is. */
    static ObjectNode apply(ObjectNode chat, Call.@Nullable Prompt prompt) {
        if (prompt == null) {
            return chat;
        }
        String template = prompt.template();
        Matcher line = LINE.matcher(template);
        boolean wraps = line.find();
        String system = (wraps ? template.substring(0, line.start()) : template).strip();
        String around = wraps ? template.substring(line.end()).strip() : "";

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
        if (around.contains(MESSAGE)) {
            wrapLast(messages, around);
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

    private static void wrapLast(ArrayNode messages, String around) {
        for (int index = messages.size() - 1; index >= 0; index--) {
            if (messages.get(index) instanceof ObjectNode message
                    && message.path("role").asText().equals("user")) {
                ObjectNode wrapped = message.deepCopy();
                wrapped.set("content", wrap(message.path("content"), around));
                messages.set(index, wrapped);
                return;
            }
        }
    }

    private static JsonNode wrap(JsonNode content, String around) {
        if (!content.isArray()) {
            return Json.NODES.textNode(around.replace(MESSAGE, content.asText()));
        }
        ArrayNode parts = Json.NODES.arrayNode();
        List<String> texts = List.of(around.split(Pattern.quote(MESSAGE), -1));
        for (int index = 0; index < texts.size(); index++) {
            if (index > 0) {
                content.forEach(parts::add);
            }
            if (!texts.get(index).isEmpty()) {
                parts.addObject().put("type", "text").put("text", texts.get(index));
            }
        }
        return parts;
    }
}
