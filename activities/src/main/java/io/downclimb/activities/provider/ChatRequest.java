package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asked, in the words of the door it came through. A provider that speaks the same format gets it as it came, with whatever
 * Downclimb has never heard of; all others, and everyone in here who reads it, go by the chat form.
 *
 * <p>The chat form is OpenAI's, without model, stream and stream_options. It is the one form that every format is translated into and out of.
 *
 * @param format of the door
 * @param body as it came, without model, stream and stream_options
 * @param chat the same in the chat form; where that is the door's own form, the same object
 * @param dropped parameters that the chat form does not know
 * @param foreign what no other format can carry, as a reason in our own words; null where there is nothing of the kind
 */
public record ChatRequest(
        Api format,
        ObjectNode body,
        ObjectNode chat,
        List<String> dropped,
        @Nullable String foreign) {
    public ChatRequest {
        dropped = List.copyOf(dropped);
    }

    /** A request in the chat form. */
    public static ChatRequest ofChat(ObjectNode chat) {
        return new ChatRequest(Api.OPENAI_CHAT, chat, chat, List.of(), null);
    }

    /** A request in Anthropic's form. */
    public static ChatRequest ofMessages(ObjectNode body) {
        return AnthropicQuestion.read(body);
    }

    /** A request as it is stored: in the chat form as it is, in any other under the name of its format. */
    public static ChatRequest read(ObjectNode stored) {
        return stored.path(Api.ANTHROPIC_MESSAGES.key()) instanceof ObjectNode body && stored.size() == 1
                ? ofMessages(body)
                : ofChat(stored);
    }

    /** What is stored, and what its hash is taken of. */
    public ObjectNode stored() {
        return format == Api.OPENAI_CHAT ? body : Json.NODES.objectNode().set(format.key(), body);
    }
}
