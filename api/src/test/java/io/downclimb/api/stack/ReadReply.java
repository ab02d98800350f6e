package io.downclimb.api.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;

/**
 * What a caller has in hand at the end of a reply, whole or streamed, at either compatible door: read as a client would, strictly. Finish reasons
 * and usage are told in OpenAI's words.
 *
 * @param text of the first choice, all that came
 * @param finish the finish reason; empty where none came
 * @param error the error's object, in the body or in-band; missing where none came
 * @param done whether the end mark came, or a whole body without an error
 * @param label the last {@code downclimb} object
 * @param outputTokens as the usage says; -1 where none came
 * @param model the last model named
 */
record ReadReply(
        int status,
        String text,
        String finish,
        JsonNode error,
        boolean done,
        JsonNode label,
        long outputTokens,
        String model,
        long tookMs) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static ReadReply of(Stack.Answer answer) {
        Reading reading = new Reading();
        if (answer.header("content-type").startsWith("text/event-stream")) {
            answer.response().body().lines().forEach(reading::line);
        } else {
            reading.whole(answer.json());
        }
        return new ReadReply(
                answer.status(),
                reading.text.toString(),
                reading.finish,
                reading.error,
                reading.done,
                reading.label,
                reading.outputTokens(),
                reading.model,
                answer.tookMs());
    }

    /** What any client would take for a whole answer. */
    boolean looksWhole() {
        return status == 200 && done && error.isMissingNode() && !finish.isEmpty();
    }

    private static final class Reading {
        private static final Map<String, String> FINISHES = Map.of("end_turn", "stop", "refusal", "content_filter");

        private final StringBuilder text = new StringBuilder();
        private String finish = "";
        private JsonNode error = MissingNode.getInstance();
        private JsonNode label = MissingNode.getInstance();
        private JsonNode usage = MissingNode.getInstance();
        private String model = "";
        private boolean done;

        private void line(String line) {
            if (line.isEmpty() || line.startsWith(":") || line.startsWith("event: ")) {
                return;
            }
            if (!line.startsWith("data: ")) {
                throw new IllegalStateException("no line of an event stream: " + line);
            }
            if (done || !error.isMissingNode()) {
                throw new IllegalStateException("after the end: " + line);
            }
            String data = line.substring("data: ".length());
            if (data.equals("[DONE]")) {
                done = true;
                return;
            }
            JsonNode event = json(data);
            if (event.has("type")) {
                message(event);
            } else {
                chunk(event);
            }
        }

        private void chunk(JsonNode chunk) {
            common(chunk);
            for (JsonNode choice : chunk.path("choices")) {
                text.append(choice.at("/delta/content").asText(""));
                finish(choice.path("finish_reason"));
            }
        }

        private void message(JsonNode event) {
            common(event);
            common(event.path("message"));
            text.append(event.at("/delta/text").asText(""));
            finish(event.at("/delta/stop_reason"));
            done |= event.path("type").asText().equals("message_stop");
        }

        private void whole(JsonNode body) {
            common(body);
            body.path("content").forEach(block -> text.append(block.path("text").asText("")));
            text.append(body.at("/choices/0/message/content").asText(""));
            finish(body.at("/choices/0/finish_reason"));
            finish(body.path("stop_reason"));
            done = error.isMissingNode();
        }

        private void finish(JsonNode reason) {
            if (reason.isTextual()) {
                finish = FINISHES.getOrDefault(reason.asText(), reason.asText());
            }
        }

        private void common(JsonNode object) {
            model = object.path("model").asText(model);
            error = object.has("error") ? object.path("error") : error;
            label = object.has("downclimb") ? object.path("downclimb") : label;
            usage = object.hasNonNull("usage") ? object.path("usage") : usage;
        }

        private long outputTokens() {
            return usage.path("completion_tokens")
                    .asLong(usage.path("output_tokens").asLong(-1));
        }

        private static JsonNode json(String data) {
            try {
                return JSON.readTree(data);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("no JSON: " + data, e);
            }
        }
    }
}
