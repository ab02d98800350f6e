package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.request.Reply;
import java.time.Instant;

/** An answer as OpenAI's {@code chat.completion}, with the label beside it. */
final class Completion {
    private Completion() {}

    static ObjectNode of(Reply.Answered answered, ObjectNode answer) {
        ObjectNode completion = head(answered, "chat.completion");
        completion.set("choices", answer.path("choices"));
        copy(answer, "usage", completion);
        copy(answer, "system_fingerprint", completion);
        copy(answer, "service_tier", completion);
        completion.set("downclimb", LabelView.json(answered.requestId(), answered.label()));
        return completion;
    }

    /** What a completion and each of its chunks begin with. */
    static ObjectNode head(Reply.Answered answered, String object) {
        return head(answered.requestId(), answered.receivedAt(), LabelView.model(answered.label()), object);
    }

    /** The same while the answer is being made. */
    static ObjectNode head(String requestId, Instant receivedAt, String model, String object) {
        ObjectNode head = Json.object();
        head.put("id", "chatcmpl-" + requestId);
        head.put("object", object);
        head.put("created", receivedAt.getEpochSecond());
        head.put("model", model);
        return head;
    }

    static void copy(ObjectNode from, String field, ObjectNode to) {
        if (from.hasNonNull(field)) {
            to.set(field, from.path(field));
        }
    }
}
