package io.downclimb.activities.request;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** A text that a person wrote, in the form every answer has. */
final class CannedAnswer {
    private CannedAnswer() {}

    static byte[] json(String text) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ObjectNode choice = answer.putArray("choices").addObject();
        choice.put("index", 0);
        choice.putObject("message").put("role", "assistant").put("content", text);
        choice.put("finish_reason", "stop");
        return answer.toString().getBytes(StandardCharsets.UTF_8);
    }
}
