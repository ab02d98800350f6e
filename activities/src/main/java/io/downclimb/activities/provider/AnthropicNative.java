package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A message of Anthropic as it came, for a caller who speaks the same: all its blocks, also those that the chat form has no words for, by
 * the rules of Anthropic's own clients. A delta's strings grow the block's strings of that name, except that a signature replaces, a citation
 * joins the list and pieces of JSON become the input.
 */
final class AnthropicNative {
    /** What the answer tells about itself anyway. */
    private static final List<String> NOT_KEPT = List.of("id", "type", "role", "model", "content");

    private final ObjectNode envelope = Json.NODES.objectNode();
    private final ObjectNode usage = Json.NODES.objectNode();
    private final TreeMap<Integer, Block> blocks = new TreeMap<>();

    private static final class Block {
        private final ObjectNode start;
        private final Map<String, StringBuilder> grown = new LinkedHashMap<>();
        private final StringBuilder input = new StringBuilder();

        Block(JsonNode start) {
            this.start = start instanceof ObjectNode object ? object.deepCopy() : Json.NODES.objectNode();
        }

        void add(JsonNode delta) {
            for (Map.Entry<String, JsonNode> field : delta.properties()) {
                String name = field.getKey();
                JsonNode value = field.getValue();
                switch (name) {
                    case "type" -> {}
                    case "partial_json" -> input.append(value.asText(""));
                    case "signature" -> start.set(name, value);
                    case "citation" -> cite(value);
                    default -> {
                        if (value.isTextual()) {
                            grow(name).append(value.asText());
                        } else {
                            start.set(name, value);
                        }
                    }
                }
            }
        }

        private void cite(JsonNode citation) {
            ArrayNode citations =
                    start.path("citations") instanceof ArrayNode array ? array : start.putArray("citations");
            citations.add(citation);
        }

        private StringBuilder grow(String name) {
            return grown.computeIfAbsent(
                    name, first -> new StringBuilder(start.path(name).asText("")));
        }

        ObjectNode whole() {
            ObjectNode whole = start.deepCopy();
            grown.forEach((name, text) -> whole.put(name, text.toString()));
            JsonNode parsed = input.isEmpty() ? null : Json.parse(input.toString());
            if (parsed != null) {
                whole.set("input", parsed);
            }
            return whole;
        }
    }

    void start(JsonNode message) {
        keep(message);
        count(message.path("usage"));
    }

    void open(int index, JsonNode block) {
        blocks.put(index, new Block(block));
    }

    void grow(int index, JsonNode delta) {
        blocks.computeIfAbsent(index, unknown -> new Block(Json.NODES.objectNode()))
                .add(delta);
    }

    /** Takes what is told at the end: the reason, last counts, and whatever else stands beside them. */
    void stop(JsonNode event) {
        keep(event.path("delta"));
        event.properties().stream()
                .filter(field -> !field.getKey().equals("delta"))
                .forEach(field -> keep(field.getKey(), field.getValue()));
        count(event.path("usage"));
    }

    private void keep(JsonNode holder) {
        holder.properties().forEach(field -> keep(field.getKey(), field.getValue()));
    }

    private void keep(String name, JsonNode value) {
        if (!NOT_KEPT.contains(name) && !name.equals("usage")) {
            envelope.set(name, value);
        }
    }

    private void count(JsonNode counts) {
        counts.properties().forEach(count -> {
            if (!count.getValue().isNull() || !usage.has(count.getKey())) {
                usage.set(count.getKey(), count.getValue());
            }
        });
    }

    ObjectNode whole() {
        ObjectNode whole = Json.NODES.objectNode();
        ArrayNode content = whole.putArray("content");
        blocks.values().forEach(block -> content.add(block.whole()));
        whole.putNull("stop_reason").putNull("stop_sequence");
        whole.setAll(envelope);
        whole.set("usage", usage.deepCopy());
        return whole;
    }
}
