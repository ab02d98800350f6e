package io.downclimb.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.request.Reply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer as the server-sent events of OpenAI's {@code chat.completion.chunk}. An answer is sent only once it is known to be whole, so
 * there is nothing to trickle. In order, for each choice: the role; the content; each tool call; the finish reason. Then the usage where it
 * was asked for and is known, and {@code [DONE]}. The label comes with the first chunk.
 */
final class CompletionStream {
    private static final Set<String> PLACED = Set.of("role", "content", "tool_calls");

    private final Reply.Answered answered;
    private final ObjectNode answer;
    private final boolean includeUsage;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private boolean labelled;

    private CompletionStream(Reply.Answered answered, ObjectNode answer, boolean includeUsage) {
        this.answered = answered;
        this.answer = answer;
        this.includeUsage = includeUsage;
    }

    static byte[] of(Reply.Answered answered, ObjectNode answer, boolean includeUsage) {
        CompletionStream stream = new CompletionStream(answered, answer, includeUsage);
        int position = 0;
        for (JsonNode choice : answer.path("choices")) {
            stream.choice(choice, choice.path("index").asInt(position));
            position++;
        }
        stream.usage();
        stream.event("[DONE]".getBytes(StandardCharsets.UTF_8));
        return stream.out.toByteArray();
    }

    private void choice(JsonNode choice, int index) {
        JsonNode message = choice.path("message");
        ObjectNode role = Json.object().put("role", message.path("role").asText("assistant"));
        chunk(
                index,
                message.path("content").isTextual() ? role.put("content", "") : role.putNull("content"),
                null,
                null);
        @Nullable JsonNode logprobs = choice.hasNonNull("logprobs") ? choice.path("logprobs") : null;
        ObjectNode content = Json.object();
        if (message.path("content").isTextual()
                && !message.path("content").textValue().isEmpty()) {
            content.set("content", message.path("content"));
        }
        message.properties().stream()
                .filter(field ->
                        !PLACED.contains(field.getKey()) && !field.getValue().isNull())
                .forEach(field -> content.set(field.getKey(), field.getValue()));
        if (!content.isEmpty() || logprobs != null) {
            chunk(index, content, logprobs, null);
        }
        int call = 0;
        for (JsonNode toolCall : message.path("tool_calls")) {
            ObjectNode delta = Json.object().put("index", call++);
            delta.setAll((ObjectNode) toolCall.deepCopy());
            chunk(index, Json.object().set("tool_calls", Json.NONE.arrayNode().add(delta)), null, null);
        }
        chunk(index, Json.object(), null, choice.path("finish_reason").textValue());
    }

    private void chunk(int index, JsonNode delta, @Nullable JsonNode logprobs, @Nullable String finishReason) {
        ObjectNode choice = Json.object().put("index", index);
        choice.set("delta", delta);
        choice.set("logprobs", logprobs);
        choice.put("finish_reason", finishReason);
        ObjectNode chunk = chunk(Json.NONE.arrayNode().add(choice));
        if (includeUsage) {
            chunk.putNull("usage");
        }
        if (!labelled) {
            chunk.set("downclimb", LabelView.json(answered.requestId(), answered.label()));
            labelled = true;
        }
        event(Json.bytes(chunk));
    }

    private void usage() {
        if (includeUsage && answer.hasNonNull("usage")) {
            ObjectNode chunk = chunk(Json.NONE.arrayNode());
            chunk.set("usage", answer.path("usage"));
            event(Json.bytes(chunk));
        }
    }

    private ObjectNode chunk(ArrayNode choices) {
        ObjectNode chunk = Completion.head(answered, "chat.completion.chunk");
        Completion.copy(answer, "system_fingerprint", chunk);
        Completion.copy(answer, "service_tier", chunk);
        chunk.set("choices", choices);
        return chunk;
    }

    private void event(byte[] data) {
        out.writeBytes("data: ".getBytes(StandardCharsets.UTF_8));
        out.writeBytes(data);
        out.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
    }
}
