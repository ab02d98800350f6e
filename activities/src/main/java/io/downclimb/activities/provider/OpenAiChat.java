package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.Map;
import java.util.function.Consumer;

/**
 * OpenAI's Chat Completions, {@code POST {base}/chat/completions}. The caller's request is in this form already, so every
 * parameter passes through, also those that Downclimb has never heard of. A request that came in another form goes as its chat form, and what
 * that had no words for is reported.
 *
 * <p>One thing does not pass: what Gemini hangs on its calls of tools ({@code extra_content}) comes back in the next turn's history, and goes to
 * nobody but Google, lest a fallback turn the conversation down.
 */
final class OpenAiChat implements Format {
    static final OpenAiChat FORMAT = new OpenAiChat();

    private OpenAiChat() {}

    @Override
    public Outgoing encode(Call call) {
        ObjectNode body = Json.NODES.objectNode();
        body.put("model", call.model());
        body.setAll(Prompting.apply(call.request().chat(), call.prompt()));
        if (!isGoogles(call.provider().baseUrl())) {
            body.set("messages", withoutExtras(body.path("messages")));
        }
        body.put("model", call.model());
        body.put("stream", true);
        body.remove("stream_options");
        body.putObject("stream_options").put("include_usage", true);
        return new Outgoing(
                URI.create(call.provider().baseUrl() + "/chat/completions"),
                Map.of(
                        "accept", "text/event-stream",
                        "content-type", "application/json",
                        "x-client-request-id", call.callerRequest()),
                new Key(
                        "authorization",
                        "Bearer " + call.provider().keys().getFirst().strip()),
                body,
                call.request().dropped());
    }

    private static boolean isGoogles(URI url) {
        return String.valueOf(url.getHost()).endsWith(".googleapis.com");
    }

    /** The messages given are left as they are. */
    private static JsonNode withoutExtras(JsonNode messages) {
        if (messages.findValue("extra_content") == null) {
            return messages;
        }
        JsonNode clean = messages.deepCopy();
        for (JsonNode message : clean) {
            for (JsonNode call : message.path("tool_calls")) {
                if (call instanceof ObjectNode object) {
                    object.remove("extra_content");
                }
            }
        }
        return clean;
    }

    @Override
    public Assembler assembler(boolean asNative, Consumer<Delta> flow) {
        return new OpenAiAssembler(flow);
    }
}
