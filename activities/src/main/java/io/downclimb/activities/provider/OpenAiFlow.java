package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Tells what the chunks of the first choice bring. A call is told of when its name is known, because some providers send the id alone at
 * first; what came of its arguments until then is told right after.
 */
final class OpenAiFlow {
    private final Consumer<Delta> listener;
    private final Map<Integer, Call> calls = new HashMap<>();
    private final List<Call> inOrder = new ArrayList<>();
    private int told;

    private static final class Call {
        private String id = "";
        private String name = "";
        private int index = -1;
        private final StringBuilder waiting = new StringBuilder();
    }

    OpenAiFlow(Consumer<Delta> listener) {
        this.listener = listener;
    }

    /** Tells of a delta, or of a whole message. */
    void tell(JsonNode delta) {
        say(delta.path("content"));
        String refusal = delta.path("refusal").asText("");
        if (!refusal.isEmpty()) {
            listener.accept(new Delta.Refusal(refusal));
        }
        for (JsonNode piece : delta.path("tool_calls")) {
            tell(call(piece.path("index")), piece);
        }
    }

    private void say(JsonNode content) {
        if (content.isTextual() && !content.asText().isEmpty()) {
            listener.accept(new Delta.Text(content.asText()));
        }
    }

    /** A piece without an index is a whole call. */
    private Call call(JsonNode index) {
        Call known = index.isInt() ? calls.get(index.asInt()) : null;
        if (known != null) {
            return known;
        }
        Call fresh = new Call();
        inOrder.add(fresh);
        if (index.isInt()) {
            calls.put(index.asInt(), fresh);
        }
        return fresh;
    }

    private void tell(Call call, JsonNode piece) {
        String id = piece.path("id").asText("");
        String name = piece.path("function").path("name").asText("");
        call.id = id.isEmpty() ? call.id : id;
        call.name = name.isEmpty() ? call.name : name;
        call.waiting.append(piece.path("function").path("arguments").asText(""));
        if (call.index < 0 && !call.name.isEmpty()) {
            begin(call);
        }
        argue(call);
    }

    private void begin(Call call) {
        call.index = told++;
        listener.accept(new Delta.ToolCall(call.index, call.id, call.name));
    }

    private void argue(Call call) {
        if (call.index >= 0 && !call.waiting.isEmpty()) {
            listener.accept(new Delta.Arguments(call.index, call.waiting.toString()));
            call.waiting.setLength(0);
        }
    }

    /** The choice has its finish reason: a call that never got a name is one all the same. */
    void finish() {
        for (Call call : inOrder) {
            if (call.index < 0) {
                begin(call);
                argue(call);
            }
        }
    }
}
