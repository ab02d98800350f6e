package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as Anthropic wants it: the system text apart, and turns that alternate, so consecutive messages of one role become one
 * turn. What tools answered is said by the user, in front of all else in that turn, because the format wants it right after the calls. Blank
 * texts are left out, because the format refuses them.
 *
 * @param dropped what the format has no place for
 */
record AnthropicTurns(List<String> system, List<Turn> turns, Set<String> dropped) {
    private static final Pattern NOT_IN_AN_ID = Pattern.compile("[^a-zA-Z0-9_-]");

    record Turn(String role, List<ObjectNode> results, List<ObjectNode> others) {
        Turn(String role) {
            this(role, new ArrayList<>(), new ArrayList<>());
        }

        boolean isEmpty() {
            return results.isEmpty() && others.isEmpty();
        }
    }

    static AnthropicTurns of(JsonNode messages) {
        AnthropicTurns conversation = new AnthropicTurns(new ArrayList<>(), new ArrayList<>(), new LinkedHashSet<>());
        messages.forEach(conversation::add);
        return conversation;
    }

    private void add(JsonNode message) {
        if (Json.has(message, "name")) {
            dropped.add("messages.name");
        }
        JsonNode content = message.path("content");
        String role = message.path("role").asText();
        if (Prompting.isSystem(message)) {
            blocks(content).forEach(block -> system.add(block.path("text").asText()));
            return;
        }
        if (role.equals("tool")) {
            turn("user").results().add(result(message));
            return;
        }
        Turn turn = turn(role);
        turn.others().addAll(blocks(content));
        if (AnthropicPart.text(message.path("refusal").asText("")) instanceof AnthropicPart.Block(ObjectNode block)) {
            turn.others().add(block);
        }
        message.path("tool_calls").forEach(call -> turn.others().add(call(call)));
    }

    private Turn turn(String role) {
        if (turns.isEmpty() || !turns.getLast().role().equals(role)) {
            turns.add(new Turn(role));
        }
        return turns.getLast();
    }

    private List<ObjectNode> blocks(JsonNode content) {
        List<ObjectNode> blocks = new ArrayList<>();
        if (content.isTextual()
                && AnthropicPart.text(content.asText()) instanceof AnthropicPart.Block(ObjectNode block)) {
            blocks.add(block);
        }
        if (!content.isArray()) {
            return blocks;
        }
        for (JsonNode part : content) {
            if (AnthropicPart.of(part) instanceof AnthropicPart.Block(ObjectNode block)) {
                blocks.add(block);
            }
            String detail = part.path("image_url").path("detail").asText("auto");
            if (!detail.equals("auto")) {
                dropped.add("messages.image_url.detail");
            }
        }
        return blocks;
    }

    private ObjectNode result(JsonNode message) {
        ObjectNode result = Json.NODES.objectNode();
        result.put("type", "tool_result")
                .put("tool_use_id", id(message.path("tool_call_id").asText()));
        List<ObjectNode> blocks = blocks(message.path("content"));
        if (!blocks.isEmpty()) {
            result.set("content", said(blocks));
        }
        return result;
    }

    private static ObjectNode call(JsonNode call) {
        ObjectNode use = Json.NODES.objectNode().put("type", "tool_use");
        use.put("id", id(call.path("id").asText()));
        use.put("name", call.path("function").path("name").asText());
        ObjectNode input = arguments(call);
        use.set("input", input == null ? Json.NODES.objectNode() : input);
        return use;
    }

    /** The arguments of a call as an object; null where they are anything else, which the format cannot say. */
    static @Nullable ObjectNode arguments(JsonNode call) {
        String arguments = call.path("function").path("arguments").asText("");
        return arguments.isBlank() ? Json.NODES.objectNode() : Json.object(arguments);
    }

    /** Ids that other providers gave may hold what the format refuses; a call and its result stay a pair. */
    private static String id(String id) {
        return id.isEmpty() ? "call" : NOT_IN_AN_ID.matcher(id).replaceAll("_");
    }

    /** One text as such, all else as blocks. */
    private static JsonNode said(List<ObjectNode> blocks) {
        ObjectNode first = blocks.getFirst();
        if (blocks.size() == 1 && first.path("type").asText().equals("text")) {
            return first.path("text");
        }
        return Json.NODES.arrayNode().addAll(blocks);
    }

    void writeTo(ObjectNode body, List<String> droppedSoFar) {
        if (!system.isEmpty()) {
            body.put("system", String.join("\n\n", system));
        }
        ArrayNode messages = body.putArray("messages");
        for (Turn turn : turns) {
            if (!turn.isEmpty()) {
                List<ObjectNode> blocks = new ArrayList<>(turn.results());
                blocks.addAll(turn.others());
                messages.addObject().put("role", turn.role()).set("content", said(blocks));
            }
        }
        droppedSoFar.addAll(dropped);
    }

    /** The names of all tools that were called. */
    Set<String> called() {
        Set<String> names = new LinkedHashSet<>();
        for (Turn turn : turns) {
            for (ObjectNode block : turn.others()) {
                if (block.path("type").asText().equals("tool_use")) {
                    names.add(block.path("name").asText());
                }
            }
        }
        return names;
    }
}
