package io.downclimb.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The parts of OpenAI's {@code chat.completion.chunk}, and how they are put into events. */
final class ChunkEvents {
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);

    private ChunkEvents() {}

    static byte[] event(ObjectNode chunk) {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.writeBytes(DATA);
        event.writeBytes(Json.bytes(chunk));
        event.writeBytes(END);
        return event.toByteArray();
    }

    /** The end mark, which only a whole answer gets. */
    static byte[] done() {
        return DONE.clone();
    }

    static ArrayNode choice(int index, JsonNode delta, @Nullable JsonNode logprobs, @Nullable String finishReason) {
        ObjectNode choice = Json.object().put("index", index);
        choice.set("delta", delta);
        choice.set("logprobs", logprobs);
        choice.put("finish_reason", finishReason);
        return Json.NONE.arrayNode().add(choice);
    }

    static ObjectNode calls(ObjectNode call) {
        return Json.object().set("tool_calls", Json.NONE.arrayNode().add(call));
    }

    static ObjectNode arguments(int number, String more) {
        ObjectNode delta = Json.object().put("index", number);
        delta.set("function", Json.object().put("arguments", more));
        return calls(delta);
    }
}
