package io.downclimb.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Delta;
import io.downclimb.api.request.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is still being made, as OpenAI's chunks. The first says who has begun to answer, the one with the finish reason carries the
 * whole label: who answered in the end, and what it took.
 */
final class LiveCompletion implements Dialect.Live {
    private static final String CHUNK = "chat.completion.chunk";

    private final boolean includeUsage;
    private ObjectNode head = Json.object();

    LiveCompletion(boolean includeUsage) {
        this.includeUsage = includeUsage;
    }

    @Override
    public List<byte[]> opens(Dialect.Start start) {
        head = Completion.head(start.requestId(), start.receivedAt(), start.model(), CHUNK);
        ObjectNode chunk = chunk(head, Json.object().put("role", "assistant").put("content", ""), null);
        chunk.set(
                "downclimb",
                Json.object()
                        .put("request_id", start.requestId())
                        .put("tier", start.tier())
                        .put("provider", start.provider())
                        .put("model", start.model())
                        .put("notice", start.notice()));
        return List.of(ChunkEvents.event(chunk));
    }

    @Override
    public List<byte[]> says(Delta delta) {
        return switch (delta) {
            case Delta.Text(String more) -> pieces(more, "content");
            case Delta.Refusal(String more) -> pieces(more, "refusal");
            case Delta.ToolCall(int index, String id, String name) -> {
                ObjectNode call =
                        Json.object().put("index", index).put("id", id).put("type", "function");
                call.set("function", Json.object().put("name", name).put("arguments", ""));
                yield List.of(event(ChunkEvents.calls(call)));
            }
            case Delta.Arguments(int index, String more) ->
                Slices.of(more).stream()
                        .map(slice -> event(ChunkEvents.arguments(index, slice.of(more))))
                        .toList();
        };
    }

    @Override
    public List<byte[]> ends(Reply.Answered answered, ObjectNode answer) {
        ObjectNode whose = Completion.head(answered, CHUNK);
        Completion.copy(answer, "system_fingerprint", whose);
        Completion.copy(answer, "service_tier", whose);
        JsonNode choice = answer.path("choices").path(0);
        List<byte[]> events = new ArrayList<>();
        ObjectNode others = CompletionStream.others(choice.path("message"));
        others.remove("refusal");
        if (!others.isEmpty()) {
            events.add(ChunkEvents.event(chunk(whose, others, null)));
        }
        ObjectNode finish =
                chunk(whose, Json.object(), choice.path("finish_reason").textValue());
        finish.set("downclimb", LabelView.json(answered.requestId(), answered.label()));
        events.add(ChunkEvents.event(finish));
        if (includeUsage && answer.hasNonNull("usage")) {
            ObjectNode usage = whose.deepCopy();
            usage.putArray("choices");
            usage.set("usage", answer.path("usage"));
            events.add(ChunkEvents.event(usage));
        }
        events.add(ChunkEvents.done());
        return events;
    }

    private List<byte[]> pieces(String more, String field) {
        return Slices.of(more).stream()
                .map(slice -> event(Json.object().put(field, slice.of(more))))
                .toList();
    }

    private byte[] event(ObjectNode delta) {
        return ChunkEvents.event(chunk(head, delta, null));
    }

    private ObjectNode chunk(ObjectNode whose, ObjectNode delta, @Nullable String finishReason) {
        ObjectNode chunk = whose.deepCopy();
        chunk.set("choices", ChunkEvents.choice(0, delta, null, finishReason));
        if (includeUsage) {
            chunk.putNull("usage");
        }
        return chunk;
    }
}
