package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.workflows.activity.Usage;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts a chat completion together from its chunks. A whole completion is read as one chunk whose deltas are messages. */
final class OpenAiAssembler implements Format.Assembler {
    private final Consumer<Delta> flow;
    private final Set<Integer> begunCalls = new HashSet<>();
    private final ObjectNode envelope = Json.NODES.objectNode();
    private final TreeMap<Integer, Choice> choices = new TreeMap<>();

    private static final class Choice {
        private final ObjectNode other = Json.NODES.objectNode();
        private final Pieces message = new Pieces();
        private final Pieces logprobs = new Pieces();
        private @Nullable String finishReason;

        boolean add(JsonNode piece) {
            boolean content = false;
            for (Map.Entry<String, JsonNode> field : piece.properties()) {
                JsonNode value = field.getValue();
                switch (field.getKey()) {
                    case "index" -> {}
                    case "delta", "message" -> content |= message.add(value);
                    case "logprobs" -> logprobs.add(value);
                    case "finish_reason" -> finish(value);
                    default -> keep(other, field.getKey(), value);
                }
            }
            return content;
        }

        private void finish(JsonNode reason) {
            if (reason.isTextual() && !reason.asText().isEmpty()) {
                String word = Json.word(reason);
                finishReason = word == null ? "unknown" : word;
            }
        }

        ObjectNode whole(int index) {
            ObjectNode whole = Json.NODES.objectNode();
            whole.put("index", index);
            ObjectNode whatItSaid = whole.putObject("message");
            whatItSaid.put("role", "assistant").putNull("content");
            whatItSaid.setAll(message.whole());
            ObjectNode probabilities = logprobs.whole();
            if (!probabilities.isEmpty()) {
                whole.set("logprobs", probabilities);
            }
            whole.put("finish_reason", finishReason);
            whole.setAll(other);
            return whole;
        }
    }

    OpenAiAssembler(Consumer<Delta> flow) {
        this.flow = flow;
    }

    @Override
    public Format.Progress feed(ObjectNode piece) {
        if (Json.has(piece, "error")) {
            return Format.Progress.ERROR;
        }
        boolean content = false;
        for (Map.Entry<String, JsonNode> field : piece.properties()) {
            if (!field.getKey().equals("choices")) {
                keep(envelope, field.getKey(), field.getValue());
                continue;
            }
            for (JsonNode choice : field.getValue()) {
                int index = choice.path("index").asInt(0);
                if (index == 0) {
                    tell(choice.has("delta") ? choice.path("delta") : choice.path("message"));
                }
                content |=
                        choices.computeIfAbsent(index, unknown -> new Choice()).add(choice);
            }
        }
        return content ? Format.Progress.CONTENT : Format.Progress.NOTHING;
    }

    private void tell(JsonNode delta) {
        if (!delta.path("content").asText("").isEmpty()) {
            flow.accept(new Delta.Text(delta.path("content").asText()));
        }
        if (!delta.path("refusal").asText("").isEmpty()) {
            flow.accept(new Delta.Refusal(delta.path("refusal").asText()));
        }
        for (JsonNode call : delta.path("tool_calls")) {
            int index = call.path("index").asInt(0);
            JsonNode function = call.path("function");
            if (begunCalls.add(index)) {
                flow.accept(new Delta.ToolCall(
                        index, call.path("id").asText(""), function.path("name").asText("")));
            }
            if (!function.path("arguments").asText("").isEmpty()) {
                flow.accept(
                        new Delta.Arguments(index, function.path("arguments").asText()));
            }
        }
    }

    private static void keep(ObjectNode where, String name, JsonNode value) {
        if (!value.isNull()) {
            where.set(name, value);
        }
    }

    @Override
    public boolean finished() {
        return !choices.isEmpty() && choices.values().stream().allMatch(choice -> choice.finishReason != null);
    }

    @Override
    public boolean begun() {
        return !choices.isEmpty();
    }

    @Override
    public CallReport.Answered answer() {
        ObjectNode answer = envelope.deepCopy();
        answer.put("object", "chat.completion");
        ArrayNode whole = answer.putArray("choices");
        choices.forEach((index, choice) -> whole.add(choice.whole(index)));
        JsonNode first = whole.path(0);
        String finishReason = first.path("finish_reason").asText();
        boolean refused = finishReason.equals("content_filter")
                || !first.path("message").path("refusal").asText("").isEmpty();
        JsonNode usage = answer.path("usage");
        return new CallReport.Answered(
                answer,
                finishReason,
                refused,
                new Usage(Json.count(usage.path("prompt_tokens")), Json.count(usage.path("completion_tokens"))));
    }
}
