package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** The events of Anthropic's streams, ready to be sent. */
final class MessageEvent {
    private MessageEvent() {}

    static byte[] begins(ObjectNode message) {
        return event(of("message_start").set("message", message));
    }

    static byte[] opens(int index, ObjectNode block) {
        return event(of("content_block_start").put("index", index).set("content_block", block));
    }

    static byte[] grows(int index, ObjectNode delta) {
        return event(of("content_block_delta").put("index", index).set("delta", delta));
    }

    static byte[] closes(int index) {
        return event(of("content_block_stop").put("index", index));
    }

    /** How the message ended, what it took, and who gave it. */
    static byte[] ending(MessageReply reply) {
        ObjectNode event = of("message_delta").set("delta", reply.ending());
        event.set("usage", reply.usage());
        event.set("downclimb", reply.label());
        return event(event);
    }

    static byte[] ends() {
        return event(of("message_stop"));
    }

    /** An error in the door's shape, which is an event as it is. */
    static byte[] error(ObjectNode error) {
        return event(error);
    }

    /** A piece of what grows in a block, such as {@code text_delta} with {@code text}. */
    static ObjectNode delta(String type, String field, String more) {
        return of(type).put(field, more);
    }

    private static ObjectNode of(String type) {
        return Json.object().put("type", type);
    }

    private static byte[] event(ObjectNode data) {
        String event = "event: " + data.path("type").textValue() + "\ndata: ";
        byte[] head = event.getBytes(StandardCharsets.UTF_8);
        byte[] body = Json.bytes(data);
        byte[] whole = new byte[head.length + body.length + 2];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        whole[whole.length - 2] = '\n';
        whole[whole.length - 1] = '\n';
        return whole;
    }
}
