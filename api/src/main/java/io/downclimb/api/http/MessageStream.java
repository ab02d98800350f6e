package io.downclimb.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A whole message as Anthropic's events, each made when it is asked for. In order:
 *
 * <ol>
 *   <li>{@code message_start}, with the label, so that a client that puts the message together again has it;
 *   <li>for each block, {@code content_block_start} with the block but for what grows, the pieces of that, {@code content_block_stop}.
 *       Text, thinking and a tool's input grow in pieces; each citation comes whole, the signature last and whole, because clients set it
 *       instead of joining it. A block of any other kind is whole from its start;
 *   <li>{@code message_delta} with the ending, the whole usage and the label; {@code message_stop}.
 * </ol>
 */
final class MessageStream implements Iterator<byte[]> {
    private final Iterator<Iterator<byte[]>> parts;
    private Iterator<byte[]> part = Collections.emptyIterator();

    private MessageStream(Stream<Iterator<byte[]>> parts) {
        this.parts = parts.iterator();
    }

    static MessageStream of(MessageReply reply) {
        Stream<Iterator<byte[]>> blocks = IntStream.range(0, reply.content().size())
                .boxed()
                .map(index -> new MessageStream(block(index, reply.content().get(index))));
        return new MessageStream(Stream.concat(
                Stream.concat(Stream.of(once(() -> MessageEvent.begins(reply.begun()))), blocks),
                Stream.of(once(() -> MessageEvent.ending(reply)), once(MessageEvent::ends))));
    }

    private static Stream<Iterator<byte[]>> block(int index, JsonNode block) {
        ObjectNode start = Json.object();
        if (block.isObject()) {
            start.setAll((ObjectNode) block);
        }
        Function<ObjectNode, byte[]> grows = delta -> MessageEvent.grows(index, delta);
        Stream<Iterator<ObjectNode>> deltas = grow(start);
        return Stream.concat(
                Stream.concat(
                        Stream.of(once(() -> MessageEvent.opens(index, start))),
                        deltas.map(these -> each(these, grows))),
                Stream.of(once(() -> MessageEvent.closes(index))));
    }

    /** Takes what grows out of the block, and gives it in pieces. */
    private static Stream<Iterator<ObjectNode>> grow(ObjectNode start) {
        String type = start.path("type").asText("");
        if (type.equals("text")) {
            return Stream.of(pieces(start, "text", "text_delta"), citations(start));
        }
        if (type.equals("thinking")) {
            return Stream.of(pieces(start, "thinking", "thinking_delta"), signature(start));
        }
        if (start.path("input").isObject()) {
            String input = start.path("input").toString();
            start.putObject("input");
            return Stream.of(pieces(input, "partial_json", "input_json_delta"));
        }
        return Stream.empty();
    }

    private static Iterator<ObjectNode> pieces(ObjectNode start, String field, String type) {
        String text = start.path(field).asText("");
        start.put(field, "");
        return pieces(text, field, type);
    }

    private static Iterator<ObjectNode> pieces(String text, String field, String type) {
        return each(Slices.of(text).iterator(), slice -> MessageEvent.delta(type, field, slice.of(text)));
    }

    private static Iterator<ObjectNode> citations(ObjectNode start) {
        JsonNode citations = start.path("citations");
        if (!citations.isArray()) {
            return Collections.emptyIterator();
        }
        start.putArray("citations");
        return each(
                citations.iterator(),
                citation -> Json.object().put("type", "citations_delta").set("citation", citation));
    }

    private static Iterator<ObjectNode> signature(ObjectNode start) {
        if (!start.path("signature").isTextual()) {
            return Collections.emptyIterator();
        }
        String signature = start.path("signature").textValue();
        start.put("signature", "");
        return List.of(MessageEvent.delta("signature_delta", "signature", signature))
                .iterator();
    }

    private static Iterator<byte[]> once(java.util.function.Supplier<byte[]> event) {
        return Stream.generate(event).limit(1).iterator();
    }

    private static <T, R> Iterator<R> each(Iterator<T> all, Function<T, R> made) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public R next() {
                return made.apply(all.next());
            }
        };
    }

    @Override
    public boolean hasNext() {
        while (!part.hasNext() && parts.hasNext()) {
            part = parts.next();
        }
        return part.hasNext();
    }

    @Override
    public byte[] next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return part.next();
    }
}
