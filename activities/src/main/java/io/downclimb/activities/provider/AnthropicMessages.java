package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Anthropic's Messages, {@code POST {base}/v1/messages}.
 *
 * <ul>
 *   <li>A request that came in this form goes on as it came: only the model, {@code stream}, the rung's prompt and a missing {@code
 *       max_tokens} are ours.
 *   <li>Any other is translated from the chat form: conversation by {@link AnthropicTurns}, tools by {@link AnthropicTools}, parameters by
 *       {@link AnthropicTuning}. What cannot be carried at all {@link AnthropicFitness} keeps away.
 * </ul>
 */
final class AnthropicMessages implements Format {
    static final AnthropicMessages FORMAT = new AnthropicMessages();

    private static final String VERSION = "2023-06-01";

    private AnthropicMessages() {}

    @Override
    public Outgoing encode(Call call) {
        List<String> dropped = new ArrayList<>();
        boolean isNative = call.request().format() == Api.ANTHROPIC_MESSAGES;
        ObjectNode body = isNative ? asItCame(call) : translated(call, dropped);
        body.put("stream", true);
        return new Outgoing(
                URI.create(call.provider().baseUrl() + "/v1/messages"),
                Map.of(
                        "accept",
                        "text/event-stream",
                        "content-type",
                        "application/json",
                        "anthropic-version",
                        VERSION,
                        "x-client-request-id",
                        call.callerRequest()),
                new Key("x-api-key", call.provider().keys().getFirst().strip()),
                body,
                dropped);
    }

    private static ObjectNode asItCame(Call call) {
        ObjectNode body = Json.NODES.objectNode().put("model", call.model());
        body.setAll(AnthropicPrompting.apply(call.request().body(), call.prompt()));
        body.put("model", call.model());
        if (!Json.has(body, "max_tokens")) {
            body.put("max_tokens", call.maxTokens());
        }
        return body;
    }

    private static ObjectNode translated(Call call, List<String> dropped) {
        ObjectNode chat = Prompting.apply(call.request().chat(), call.prompt());
        dropped.addAll(call.request().dropped());
        AnthropicModel model = AnthropicModel.of(call.model());
        ObjectNode body = Json.NODES.objectNode();
        body.put("model", call.model());
        body.put("max_tokens", AnthropicTuning.maxTokens(chat, call.maxTokens()));
        AnthropicTurns turns = AnthropicTurns.of(chat.path("messages"));
        turns.writeTo(body, dropped);
        AnthropicTools.write(chat, turns.called(), model, body, dropped);
        new AnthropicTuning(chat, model, body, dropped).write();
        return body;
    }

    @Override
    public Assembler assembler(boolean asNative, Consumer<Delta> flow) {
        return new AnthropicAssembler(asNative, flow);
    }
}
