package io.downclimb.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Api;
import io.downclimb.api.request.Reply;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer as the server-sent events of OpenAI's {@code chat.completion.chunk}, each made when it is asked for: a caller who reads slowly
 * costs the answer, and no second copy of it. In order: the role of every choice; for each choice, the content in pieces, the first with what else
 * the message has, then the probabilities, then each tool call, its arguments in pieces; the finish reason of every choice. Then the usage where
 * it was asked for and is known, and {@code [DONE]}. The label comes with the first chunk.
 *
 * <p>Clients take an answer for complete once each choice they have heard of has its finish reason, so none ends before all have begun.
 */
final class CompletionStream {
    static final Set<String> PLACED = Set.of("role", "content", "tool_calls");
    /** The probabilities of so many tokens make an event of a few KiB. */
    private static final int TOKENS_AT_ONCE = 8;

    private final Reply.Answered answered;
    private final ObjectNode answer;
    private final boolean includeUsage;
    private final List<Supplier<byte[]>> beginnings = new ArrayList<>();
    private final List<Supplier<byte[]>> events = new ArrayList<>();
    private final List<Supplier<byte[]>> endings = new ArrayList<>();
    private boolean labelled;

    private CompletionStream(Reply.Answered answered, ObjectNode answer, boolean includeUsage) {
        this.answered = answered;
        this.answer = answer;
        this.includeUsage = includeUsage;
    }

    static Iterator<byte[]> of(Reply.Answered answered, ObjectNode answer, boolean includeUsage) {
        CompletionStream stream = new CompletionStream(answered.withoutAnswer(), inThisForm(answer), includeUsage);
        int position = 0;
        for (JsonNode choice : answer.path("choices")) {
            stream.choice(choice, choice.path("index").asInt(position));
            position++;
        }
        stream.events.addAll(0, stream.beginnings);
        stream.events.addAll(stream.endings);
        if (includeUsage && answer.hasNonNull("usage")) {
            stream.events.add(stream::usage);
        }
        stream.events.add(ChunkEvents::done);
        return stream.events.stream().map(Supplier::get).iterator();
    }

    /** Waits for as long as its caller reads: what a provider said in another form need not. */
    private static ObjectNode inThisForm(ObjectNode answer) {
        ObjectNode chat = Json.object();
        chat.setAll(answer);
        chat.remove(Api.ANTHROPIC_MESSAGES.key());
        return chat;
    }

    private void choice(JsonNode choice, int index) {
        JsonNode message = choice.path("message");
        JsonNode content = message.path("content");
        beginnings.add(() -> chunk(index, role(message), null, null));
        List<Slices.Slice> pieces = content.isTextual() ? Slices.of(content.textValue()) : List.of();
        ObjectNode others = others(message);
        if (!content.isTextual() && message.hasNonNull("content")) {
            others.set("content", content);
        }
        JsonNode probabilities = choice.path("logprobs");
        boolean together = pieces.size() <= 1 && probabilities.path("content").size() <= TOKENS_AT_ONCE;
        if (!pieces.isEmpty() || !others.isEmpty() || (together && probabilities.isObject())) {
            @Nullable JsonNode beside = together && probabilities.isObject() ? probabilities : null;
            events.add(() -> chunk(index, first(content, pieces, others), beside, null));
        }
        for (Slices.Slice piece : pieces.subList(Math.min(1, pieces.size()), pieces.size())) {
            add(index, () -> Json.object().put("content", piece.of(content.textValue())));
        }
        if (!together) {
            probabilities(index, probabilities);
        }
        int call = 0;
        for (JsonNode toolCall : message.path("tool_calls")) {
            toolCall(index, call++, toolCall);
        }
        endings.add(() ->
                chunk(index, Json.object(), null, choice.path("finish_reason").textValue()));
    }

    private static ObjectNode role(JsonNode message) {
        ObjectNode role = Json.object().put("role", message.path("role").asText("assistant"));
        return message.path("content").isTextual() ? role.put("content", "") : role.putNull("content");
    }

    private static ObjectNode first(JsonNode content, List<Slices.Slice> pieces, ObjectNode others) {
        ObjectNode first = Json.object();
        if (!pieces.isEmpty()) {
            first.put("content", pieces.getFirst().of(content.textValue()));
        }
        return first.setAll(others);
    }

    /** What a message has beside role, content and calls of tools. */
    static ObjectNode others(JsonNode message) {
        ObjectNode others = Json.object();
        message.properties().stream()
                .filter(field ->
                        !PLACED.contains(field.getKey()) && !field.getValue().isNull())
                .forEach(field -> others.set(field.getKey(), field.getValue()));
        return others;
    }

    /** In slices of each list, as clients put them together again. */
    private void probabilities(int index, JsonNode probabilities) {
        probabilities.properties().forEach(list -> {
            for (int from = 0; from < list.getValue().size(); from += TOKENS_AT_ONCE) {
                int start = from;
                events.add(() -> {
                    ObjectNode slice = Json.object();
                    ArrayNode tokens = slice.putArray(list.getKey());
                    list.getValue()
                            .valueStream()
                            .skip(start)
                            .limit(TOKENS_AT_ONCE)
                            .forEach(tokens::add);
                    return chunk(index, Json.object(), slice, null);
                });
            }
        });
    }

    private void toolCall(int index, int number, JsonNode call) {
        String arguments = call.path("function").path("arguments").asText("");
        List<Slices.Slice> pieces = Slices.of(arguments);
        add(index, () -> {
            ObjectNode delta = Json.object().put("index", number);
            delta.setAll((ObjectNode) call.deepCopy());
            if (pieces.size() > 1 && delta.path("function") instanceof ObjectNode function) {
                function.put("arguments", pieces.getFirst().of(arguments));
            }
            return ChunkEvents.calls(delta);
        });
        for (Slices.Slice piece : pieces.subList(Math.min(1, pieces.size()), pieces.size())) {
            add(index, () -> ChunkEvents.arguments(number, piece.of(arguments)));
        }
    }

    private void add(int index, Supplier<ObjectNode> delta) {
        events.add(() -> chunk(index, delta.get(), null, null));
    }

    private byte[] chunk(int index, JsonNode delta, @Nullable JsonNode logprobs, @Nullable String finishReason) {
        ObjectNode chunk = chunk(ChunkEvents.choice(index, delta, logprobs, finishReason));
        if (includeUsage) {
            chunk.putNull("usage");
        }
        if (!labelled) {
            chunk.set("downclimb", LabelView.json(answered.requestId(), answered.label()));
            labelled = true;
        }
        return ChunkEvents.event(chunk);
    }

    private byte[] usage() {
        ObjectNode chunk = chunk(Json.NONE.arrayNode());
        chunk.set("usage", answer.path("usage"));
        return ChunkEvents.event(chunk);
    }

    private ObjectNode chunk(ArrayNode choices) {
        ObjectNode chunk = Completion.head(answered, "chat.completion.chunk");
        Completion.copy(answer, "system_fingerprint", chunk);
        Completion.copy(answer, "service_tier", chunk);
        chunk.set("choices", choices);
        return chunk;
    }
}
