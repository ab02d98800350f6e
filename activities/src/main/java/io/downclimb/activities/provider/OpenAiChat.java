package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * OpenAI's Chat Completions, {@code POST {base}/chat/completions}. The caller's request is in this form already, so every
 * parameter passes through, also those that Downclimb has never heard of.
 */
final class OpenAiChat implements Format {
    static final OpenAiChat FORMAT = new OpenAiChat();

    private OpenAiChat() {}

    @Override
    public Outgoing encode(Call call) {
        ObjectNode body = Json.NODES.objectNode();
        body.put("model", call.model());
        body.setAll(Prompting.apply(call.request().chat(), call.prompt()));
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
                List.of());
    }

    @Override
    public Assembler assembler(boolean asNative, Consumer<Delta> flow) {
        return new OpenAiAssembler(flow);
    }
}
