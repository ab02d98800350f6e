package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.workflows.activity.Usage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts a message together from its events, and says it in OpenAI's form. A message that was not streamed is read as its
 * start, its blocks and its stop in one.
 */
final class AnthropicAssembler implements Format.Assembler {
    private final TreeMap<Integer, Block> blocks = new TreeMap<>();
    private final Map<String, Long> usage = new LinkedHashMap<>();
    private @Nullable String id;
    private @Nullable String model;
    private @Nullable String stopReason;
    private boolean begun;

    /** A block of text, or of a tool's call (its arguments as JSON text), or of something that no caller gets to see. */
    private record Block(
            String type, @Nullable String id, @Nullable String name, StringBuilder text) {}

    @Override
    public Format.Progress feed(ObjectNode event) {
        return switch (event.path("type").asText()) {
            case "message_start" -> start(event.path("message"));
            case "message" -> start(event);
            case "content_block_start" -> open(event.path("index").asInt(), event.path("content_block"));
            case "content_block_delta" -> grow(event.path("index").asInt(), event.path("delta"));
            case "message_delta" -> {
                count(event.path("usage"));
                stop(event.path("delta"));
                yield Format.Progress.NOTHING;
            }
            case "message_stop" -> Format.Progress.END;
            case "error" -> Format.Progress.ERROR;
            default -> Json.has(event, "error") ? Format.Progress.ERROR : Format.Progress.NOTHING;
        };
    }

    private Format.Progress start(JsonNode message) {
        begun = true;
        id = Json.text(message.path("id"));
        model = Json.text(message.path("model"));
        count(message.path("usage"));
        stop(message);
        Format.Progress progress = Format.Progress.NOTHING;
        for (JsonNode block : message.path("content")) {
            if (open(blocks.size(), block) == Format.Progress.CONTENT) {
                progress = Format.Progress.CONTENT;
            }
        }
        return progress;
    }

    private Format.Progress open(int index, JsonNode block) {
        String type = block.path("type").asText();
        StringBuilder text = new StringBuilder(block.path("text").asText(""));
        if (block.path("input").isObject() && !block.path("input").isEmpty()) {
            text.append(block.path("input"));
        }
        blocks.put(index, new Block(type, Json.text(block.path("id")), Json.text(block.path("name")), text));
        begun = true;
        return type.equals("tool_use") || !text.isEmpty() ? Format.Progress.CONTENT : Format.Progress.NOTHING;
    }

    private Format.Progress grow(int index, JsonNode delta) {
        begun = true;
        String type = delta.path("type").asText();
        String more = switch (type) {
            case "text_delta" -> delta.path("text").asText("");
            case "input_json_delta" -> delta.path("partial_json").asText("");
            // Thinking shows that the model works, but it is no part of the answer.
            case "thinking_delta" -> delta.path("thinking").asText("");
            default -> "";
        };
        String kind = type.equals("input_json_delta") ? "tool_use" : type.equals("text_delta") ? "text" : "other";
        blocks.computeIfAbsent(index, unknown -> new Block(kind, null, null, new StringBuilder()))
                .text()
                .append(more);
        return more.isEmpty() ? Format.Progress.NOTHING : Format.Progress.CONTENT;
    }

    private void stop(JsonNode holder) {
        JsonNode reason = holder.path("stop_reason");
        if (reason.isTextual() && !reason.asText().isEmpty()) {
            String word = Json.word(reason);
            stopReason = word == null ? "unknown" : word;
        }
    }

    private void count(JsonNode counts) {
        counts.properties().forEach(count -> {
            if (count.getValue().isIntegralNumber()) {
                usage.put(count.getKey(), count.getValue().asLong());
            }
        });
    }

    @Override
    public boolean finished() {
        return begun && stopReason != null;
    }

    @Override
    public boolean begun() {
        return begun;
    }

    @Override
    public CallReport.Answered answer() {
        String finishReason = finishReason(stopReason == null ? "unknown" : stopReason);
        ObjectNode answer = Json.NODES.objectNode();
        answer.put("id", id).put("object", "chat.completion").put("model", model);
        ObjectNode choice = answer.putArray("choices").addObject();
        choice.put("index", 0).set("message", message());
        choice.put("finish_reason", finishReason);
        Usage counted = writeUsage(answer);
        return new CallReport.Answered(answer, finishReason, finishReason.equals("content_filter"), counted);
    }

    /**
     * The reason in OpenAI's words. A paused turn and a full window leave an answer that is not whole, so both say length. A
     * reason that is not known keeps its own word: calling it stop could pass off a part as the whole.
     */
    private static String finishReason(String reason) {
        return switch (reason) {
            case "end_turn", "stop_sequence" -> "stop";
            case "max_tokens", "model_context_window_exceeded", "pause_turn" -> "length";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            default -> reason;
        };
    }

    private ObjectNode message() {
        StringBuilder text = new StringBuilder();
        ArrayNode calls = Json.NODES.arrayNode();
        for (Block block : blocks.values()) {
            if (block.type().equals("text")) {
                text.append(block.text());
            } else if (block.type().equals("tool_use")) {
                ObjectNode call = calls.addObject().put("id", block.id()).put("type", "function");
                String arguments = block.text().isEmpty() ? "{}" : block.text().toString();
                call.putObject("function").put("name", block.name()).put("arguments", arguments);
            }
        }
        ObjectNode message = Json.NODES.objectNode().put("role", "assistant");
        message.put("content", text.isEmpty() && !calls.isEmpty() ? null : text.toString());
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        return message;
    }

    /** Input tokens are all that were read, whether from the cache, into it, or past it. */
    private Usage writeUsage(ObjectNode answer) {
        Long fresh = usage.get("input_tokens");
        Long output = usage.get("output_tokens");
        if (fresh == null || output == null) {
            return new Usage(fresh, output);
        }
        long cached = usage.getOrDefault("cache_read_input_tokens", 0L);
        long input = fresh + cached + usage.getOrDefault("cache_creation_input_tokens", 0L);
        ObjectNode said = answer.putObject("usage");
        said.put("prompt_tokens", input).put("completion_tokens", output).put("total_tokens", input + output);
        said.putObject("prompt_tokens_details").put("cached_tokens", cached);
        return new Usage(input, output);
    }
}
