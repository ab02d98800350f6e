package io.downclimb.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Api;
import io.downclimb.api.request.Reply;
import java.util.List;

/**
 * An answer as Anthropic's message. One that an Anthropic provider gave holds the message as it came, and leaves so, under an id of ours;
 * any other is said in Anthropic's words:
 *
 * <ol>
 *   <li>the text, then a refusal that was told apart from it, become text blocks; empty ones are left out;
 *   <li>each call of a tool becomes a {@code tool_use}, its arguments parsed. Arguments that are no JSON object, such as those cut off by the
 *       token limit, are wrapped as {@code {"INVALID_JSON": "…"}}, the way Anthropic's documentation gives for them: no schema takes that for
 *       a call, and nothing is lost;
 *   <li>the finish reason becomes a stop reason; which stop sequence matched is not known;
 *   <li>the usage tells what was read from a cache apart, as Anthropic counts.
 * </ol>
 *
 * @param content the blocks
 * @param ending {@code stop_reason}, {@code stop_sequence}, and what else an Anthropic provider said at the end
 */
record MessageReply(Reply.Answered answered, ArrayNode content, ObjectNode ending, ObjectNode usage) {
    private static final String INVALID_JSON = "INVALID_JSON";
    private static final List<String> PLACED = List.of("id", "type", "role", "model", "content", "usage");

    static MessageReply of(Reply.Answered answered, ObjectNode answer) {
        // Waits for as long as its caller reads: one form of the answer is enough.
        Reply.Answered alone = answered.withoutAnswer();
        return answer.path(Api.ANTHROPIC_MESSAGES.key()) instanceof ObjectNode message
                ? asItCame(alone, message)
                : translated(alone, answer);
    }

    private static MessageReply asItCame(Reply.Answered answered, ObjectNode message) {
        ObjectNode ending = Json.object().putNull("stop_reason").putNull("stop_sequence");
        ending.setAll(message);
        ending.remove(PLACED);
        ObjectNode usage = counts(0, 0, 0, 0);
        if (message.path("usage") instanceof ObjectNode counted) {
            usage.setAll(counted);
        }
        ArrayNode content = message.path("content") instanceof ArrayNode blocks ? blocks : Json.NONE;
        return new MessageReply(answered, content, ending, usage);
    }

    private static MessageReply translated(Reply.Answered answered, ObjectNode answer) {
        JsonNode choice = answer.path("choices").path(0);
        JsonNode message = choice.path("message");
        ArrayNode content = Json.object().putArray("content");
        text(message.path("content").asText(""), content);
        for (JsonNode part : message.path("content")) {
            text(part.path("text").asText(""), content);
        }
        String refusal = message.path("refusal").asText("");
        text(refusal, content);
        int index = 0;
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            content.add(toolUse(
                            callId(call.path("id").asText(""), answered.requestId(), index++),
                            function.path("name").asText(""))
                    .set("input", input(function.path("arguments").asText(""))));
        }
        ObjectNode ending = Json.object();
        ending.put(
                "stop_reason",
                refusal.isEmpty()
                        ? stopReason(choice.path("finish_reason").asText("stop"), index > 0)
                        : stopReason("content_filter", false));
        ending.putNull("stop_sequence");
        return new MessageReply(answered, content, ending, usage(answer.path("usage")));
    }

    private static void text(String text, ArrayNode content) {
        if (!text.isEmpty()) {
            content.addObject().put("type", "text").put("text", text);
        }
    }

    /** A call of a tool, its input still to come. */
    static ObjectNode toolUse(String id, String name) {
        ObjectNode block = Json.object().put("type", "tool_use").put("id", id).put("name", name);
        block.putObject("input");
        return block;
    }

    /** Results of tools name their call by id, so a call that a provider gave none gets one. */
    static String callId(String given, String requestId, int index) {
        return given.isEmpty() ? "toolu_" + requestId + "_" + index : given;
    }

    private static ObjectNode input(String arguments) {
        if (arguments.isBlank()) {
            return Json.object();
        }
        return whole(arguments) instanceof ObjectNode input
                ? input
                : Json.object().put(INVALID_JSON, arguments);
    }

    /** The value that the text is, and nothing but it; missing where it is none, or not yet. */
    static JsonNode whole(String text) {
        try {
            return Json.strictly(text);
        } catch (JsonProcessingException notYet) {
            return Json.NONE.path("missing");
        }
    }

    /**
     * The finish reason in Anthropic's words. A provider that was told which tool to call may say stop of the call; here callers go by
     * {@code tool_use}. A word that is not known stays as it is: end_turn could pass off a part as the whole.
     */
    private static String stopReason(String finishReason, boolean calls) {
        return switch (finishReason) {
            case "stop" -> calls ? "tool_use" : "end_turn";
            case "length" -> "max_tokens";
            case "tool_calls", "function_call" -> "tool_use";
            case "content_filter" -> "refusal";
            default -> finishReason;
        };
    }

    private static ObjectNode usage(JsonNode usage) {
        long cached = usage.path("prompt_tokens_details").path("cached_tokens").asLong(0);
        long read = usage.path("prompt_tokens").asLong(0);
        return counts(
                Math.max(0, read - cached),
                Math.max(0, usage.path("completion_tokens").asLong(0)),
                0,
                cached);
    }

    /** Clients want numbers here, so what nobody counted, as of a canned text, is 0. The label tells whether a provider answered at all. */
    static ObjectNode counts(long input, long output, long written, long cached) {
        return Json.object()
                .put("input_tokens", input)
                .put("output_tokens", output)
                .put("cache_creation_input_tokens", written)
                .put("cache_read_input_tokens", cached);
    }

    /** The message without its blocks, its ending and its usage. */
    static ObjectNode head(String requestId, String model) {
        ObjectNode head = Json.object();
        head.put("id", "msg_" + requestId).put("type", "message").put("role", "assistant");
        head.put("model", model);
        head.putArray("content");
        return head.putNull("stop_reason").putNull("stop_sequence");
    }

    /** The message as it is when it begins: no blocks, no reason, only what was read is counted. */
    ObjectNode begun() {
        ObjectNode begun = head(answered.requestId(), LabelView.model(answered.label()));
        begun.set("usage", usage.deepCopy().put("output_tokens", 0));
        begun.set("downclimb", label());
        return begun;
    }

    ObjectNode json() {
        ObjectNode message = head(answered.requestId(), LabelView.model(answered.label()));
        message.set("content", content);
        message.setAll(ending);
        message.set("usage", usage);
        message.set("downclimb", label());
        return message;
    }

    ObjectNode label() {
        return LabelView.json(answered.requestId(), answered.label());
    }
}
