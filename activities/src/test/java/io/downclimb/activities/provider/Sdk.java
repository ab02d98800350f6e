package io.downclimb.activities.provider;

import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.models.chat.completions.ChatCompletionCreateParams;

/** The providers' own clients as judges of what is put into their forms. */
final class Sdk {
    private Sdk() {}

    /** Fails where a request is none that Anthropic's client could have sent, as far as its types tell. */
    static void checkMessages(ObjectNode body) {
        try {
            com.anthropic.core.ObjectMappers.jsonMapper()
                    .readValue(body.toString(), MessageCreateParams.Body.class)
                    .validate();
        } catch (JsonProcessingException e) {
            throw new AssertionError(body.toString(), e);
        }
    }

    /** Fails where a request is none that OpenAI's client could have sent, as far as its types tell. */
    static void checkChat(ObjectNode body) {
        try {
            com.openai.core.ObjectMappers.jsonMapper()
                    .readValue(body.toString(), ChatCompletionCreateParams.Body.class)
                    .validate();
        } catch (JsonProcessingException e) {
            throw new AssertionError(body.toString(), e);
        }
    }

    /** A stream of Anthropic as its own client puts it together. */
    static ObjectNode message(String stream) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try {
            for (String line : stream.split("\n", -1)) {
                if (line.startsWith("data: ") && !line.contains("\"ping\"")) {
                    accumulator.accumulate(com.anthropic.core.ObjectMappers.jsonMapper()
                            .readValue(line.substring(6), RawMessageStreamEvent.class));
                }
            }
            return Asking.json(com.anthropic.core.ObjectMappers.jsonMapper()
                    .writeValueAsString(accumulator.message())
                    .replace('\'', '\u2019'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(stream, e);
        }
    }
}
