package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.workflows.activity.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts a message together from its events, and says it in OpenAI's form. A message that was not streamed is read as its
 * start, its blocks and its stop in one. Text and calls are put together in the order in which they are told to whoever reads along, so both
 * have the same.
 */
final class AnthropicAssembler implements Format.Assembler {
    private final Map<String, Long> usage = new LinkedHashMap<>();
    private final Map<Integer, Open> open = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private final List<Tool> tools = new ArrayList<>();
    private final @Nullable AnthropicNative whole;
    private final Consumer<Delta> flow;
    private @Nullable String id;
    private @Nullable String model;
    private @Nullable String stopReason;
    private boolean begun;

    AnthropicAssembler(boolean asNative, Consumer<Delta> flow) {
        this.whole = asNative ? new AnthropicNative() : null;
        this.flow = flow;
    }

    /** Where what comes for a block belongs. */
    private sealed interface Open {
        record Words() implements Open {}

        record Call(Tool tool) implements Open {}

        /** Thinking, tools of the provider's own: nothing that the chat form has words for. */
        record Other() implements Open {}
    }

    private record Tool(
            int index, @Nullable String id, @Nullable String name, StringBuilder arguments) {}

    @Override
    public Format.Progress feed(ObjectNode event) {
        return switch (event.path("type").asText()) {
            case "message_start" -> start(event.path("message"));
            case "message" -> start(event);
            case "content_block_start" -> open(event.path("index").asInt(), event.path("content_block"));
            case "content_block_delta" -> grow(event.path("index").asInt(), event.path("delta"));
            case "content_block_stop" -> close(event.path("index").asInt());
            case "message_delta" -> {
                count(event.path("usage"));
                stop(event.path("delta"));
                if (whole != null) {
                    whole.stop(event.without("type"));
                }
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
        if (whole != null) {
            whole.start(message);
        }
        Format.Progress progress = Format.Progress.NOTHING;
        int index = 0;
        for (JsonNode block : message.path("content")) {
            if (open(index, block) == Format.Progress.CONTENT) {
                progress = Format.Progress.CONTENT;
            }
            close(index++);
        }
        stop(message);
        return progress;
    }

    private Format.Progress open(int index, JsonNode block) {
        begun = true;
        if (whole != null) {
            whole.open(index, block);
        }
        return switch (block.path("type").asText()) {
            case "text" -> {
                open.put(index, new Open.Words());
                yield say(block.path("text").asText(""));
            }
            case "tool_use" -> {
                Tool tool = call(Json.text(block.path("id")), Json.text(block.path("name")));
                open.put(index, new Open.Call(tool));
                if (!block.path("input").isEmpty()) {
                    argue(tool, block.path("input").toString());
                }
                yield Format.Progress.CONTENT;
            }
            default -> {
                open.put(index, new Open.Other());
                // Thinking shows that the model works, but it is no part of the answer.
                yield block.path("thinking").asText("").isEmpty() ? Format.Progress.NOTHING : Format.Progress.CONTENT;
            }
        };
    }

    private Format.Progress grow(int index, JsonNode delta) {
        begun = true;
        if (whole != null) {
            whole.grow(index, delta);
        }
        return switch (delta.path("type").asText()) {
            case "text_delta" -> say(delta.path("text").asText(""));
            case "input_json_delta" -> {
                String more = delta.path("partial_json").asText("");
                if (open.computeIfAbsent(index, unknown -> new Open.Call(call(null, null)))
                        instanceof Open.Call(Tool tool)) {
                    argue(tool, more);
                }
                yield more.isEmpty() ? Format.Progress.NOTHING : Format.Progress.CONTENT;
            }
            case "thinking_delta" ->
                delta.path("thinking").asText("").isEmpty() ? Format.Progress.NOTHING : Format.Progress.CONTENT;
            default -> Format.Progress.NOTHING;
        };
    }

    /** A call without a piece of input has none: that is an empty object. */
    private Format.Progress close(int index) {
        if (open.remove(index) instanceof Open.Call(Tool tool)
                && tool.arguments().isEmpty()) {
            argue(tool, "{}");
        }
        return Format.Progress.NOTHING;
    }

    private Format.Progress say(String more) {
        if (more.isEmpty()) {
            return Format.Progress.NOTHING;
        }
        text.append(more);
        flow.accept(new Delta.Text(more));
        return Format.Progress.CONTENT;
    }

    private Tool call(@Nullable String callId, @Nullable String name) {
        Tool tool = new Tool(tools.size(), callId, name, new StringBuilder());
        tools.add(tool);
        flow.accept(new Delta.ToolCall(tool.index(), callId == null ? "" : callId, name == null ? "" : name));
        return tool;
    }

    private void argue(Tool tool, String more) {
        if (!more.isEmpty()) {
            tool.arguments().append(more);
            flow.accept(new Delta.Arguments(tool.index(), more));
        }
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
        if (whole != null) {
            answer.set(Api.ANTHROPIC_MESSAGES.key(), whole.whole());
        }
        return new CallReport.Answered(answer, finishReason, finishReason.equals("content_filter"), counted);
    }

    /**
     * The reason in OpenAI's words. A full window leaves an answer that is not whole, so it says length. So does a paused turn, except for a
     * caller who speaks this format: that one sees that it is paused, and can go on from it. A reason that is not known keeps its own word:
     * calling it stop could pass off a part as the whole.
     */
    private String finishReason(String reason) {
        return switch (reason) {
            case "end_turn", "stop_sequence" -> "stop";
            case "max_tokens", "model_context_window_exceeded" -> "length";
            case "pause_turn" -> whole == null ? "length" : "stop";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            default -> reason;
        };
    }

    private ObjectNode message() {
        ArrayNode calls = Json.NODES.arrayNode();
        for (Tool tool : tools) {
            ObjectNode call = calls.addObject().put("id", tool.id()).put("type", "function");
            String arguments =
                    tool.arguments().isEmpty() ? "{}" : tool.arguments().toString();
            call.putObject("function").put("name", tool.name()).put("arguments", arguments);
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
