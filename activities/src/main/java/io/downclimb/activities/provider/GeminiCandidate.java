package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One candidate of an answer of Gemini, which is one choice of OpenAI's. */
final class GeminiCandidate {
    private final int index;
    private final Consumer<Delta> flow;
    private final StringBuilder text = new StringBuilder();
    private final ArrayNode calls = Json.NODES.arrayNode();
    private final ArrayNode logprobs = Json.NODES.arrayNode();
    private @Nullable String finishReason;

    GeminiCandidate(int index, Consumer<Delta> flow) {
        this.index = index;
        this.flow = flow;
    }

    /** Takes what a chunk says of this candidate; true where it brought content. */
    boolean add(JsonNode candidate, @Nullable String responseId) {
        boolean content = false;
        for (JsonNode part : candidate.path("content").path("parts")) {
            content |= part(part, responseId);
        }
        logprobs(candidate.path("logprobsResult"));
        String reason = candidate.path("finishReason").asText("");
        if (!reason.isEmpty() && !reason.equals("FINISH_REASON_UNSPECIFIED")) {
            finishReason = reason;
        }
        return content;
    }

    private boolean part(JsonNode part, @Nullable String responseId) {
        if (part.path("functionCall").isObject()) {
            call(part, responseId);
            return true;
        }
        String more = part.path("text").asText("");
        if (more.isEmpty()) {
            return false;
        }
        if (!part.path("thought").asBoolean()) {
            text.append(more);
            flow.accept(new Delta.Text(more));
        }
        return true;
    }

    private void call(JsonNode part, @Nullable String responseId) {
        JsonNode function = part.path("functionCall");
        int number = calls.size();
        String name = function.path("name").asText();
        String arguments =
                function.path("args").isObject() ? function.path("args").toString() : "{}";
        String given = function.path("id").asText("");
        String id = given.isEmpty() ? made(responseId, number, name + arguments) : given;
        ObjectNode call = calls.addObject().put("id", id).put("type", "function");
        call.putObject("function").put("name", name).put("arguments", arguments);
        if (part.path("thoughtSignature").isTextual()) {
            call.putObject("extra_content").putObject("google").set("thought_signature", part.path("thoughtSignature"));
        }
        flow.accept(new Delta.ToolCall(number, id, name));
        flow.accept(new Delta.Arguments(number, arguments));
    }

    /** An id for a call that came without one: the same for the same answer, and within OpenAI's 40 characters. */
    private String made(@Nullable String responseId, int number, String called) {
        String answer = responseId == null ? "" : responseId.replaceAll("[^A-Za-z0-9_-]", "");
        String base = answer.isEmpty() ? "%08x".formatted(called.hashCode()) : answer;
        return "call_%s_%d%s"
                .formatted(base.substring(0, Math.min(24, base.length())), number, index == 0 ? "" : "_" + index);
    }

    private void logprobs(JsonNode result) {
        int position = 0;
        for (JsonNode chosen : result.path("chosenCandidates")) {
            ObjectNode token = token(chosen);
            logprobs.add(token);
            ArrayNode top = token.putArray("top_logprobs");
            result.path("topCandidates").path(position++).path("candidates").forEach(other -> top.add(token(other)));
        }
    }

    private static ObjectNode token(JsonNode said) {
        ObjectNode token = Json.NODES.objectNode();
        token.put("token", said.path("token").asText(""));
        token.put("logprob", said.path("logProbability").asDouble());
        return token.putNull("bytes");
    }

    boolean finished() {
        return finishReason != null;
    }

    /**
     * As a choice of OpenAI's.
     *
     * @param blocked whether the prompt was blocked, which is the reason of whatever has none of its own
     */
    ObjectNode choice(boolean blocked) {
        ObjectNode choice = Json.NODES.objectNode().put("index", index);
        ObjectNode message = choice.putObject("message").put("role", "assistant");
        message.put("content", text.isEmpty() && !calls.isEmpty() ? null : text.toString());
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls.deepCopy());
        }
        if (!logprobs.isEmpty()) {
            choice.putObject("logprobs").set("content", logprobs.deepCopy());
        }
        String reason = blocked && finishReason == null ? "PROHIBITED_CONTENT" : finishReason;
        return choice.put("finish_reason", inOpenAisWords(Objects.requireNonNullElse(reason, "unknown")));
    }

    /** A reason that is not known keeps its own word: calling it stop could pass off a part as the whole. */
    private String inOpenAisWords(String reason) {
        return switch (reason) {
            case "STOP" -> calls.isEmpty() ? "stop" : "tool_calls";
            case "MAX_TOKENS" -> "length";
            case "SAFETY",
                    "RECITATION",
                    "BLOCKLIST",
                    "PROHIBITED_CONTENT",
                    "SPII",
                    "MODEL_ARMOR",
                    "IMAGE_SAFETY",
                    "IMAGE_PROHIBITED_CONTENT",
                    "IMAGE_RECITATION" -> "content_filter";
            default -> {
                String word = Json.word(Json.NODES.textNode(reason.toLowerCase(Locale.ROOT)));
                yield word == null ? "unknown" : word;
            }
        };
    }
}
