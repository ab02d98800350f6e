package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Anthropic's Messages, {@code POST {base}/v1/messages}. System and developer messages become {@code system}, texts of
 * users and assistants become messages, tuning parameters that the format does not know are dropped and reported. What it
 * cannot carry at all {@link Fitness} keeps away.
 *
 * <p>A temperature above 1 (OpenAI's scale ends at 2) is sent as 1 and reported, because it was changed.
 */
final class AnthropicMessages implements Format {
    static final AnthropicMessages FORMAT = new AnthropicMessages();

    private static final String VERSION = "2023-06-01";
    private static final Set<String> CARRIED = Set.of(
            "messages",
            "model",
            "stream",
            "stream_options",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "stop",
            "user");

    private AnthropicMessages() {}

    @Override
    public Outgoing encode(Call call) {
        ObjectNode chat = Prompting.apply(call.request().chat(), call.prompt());
        List<String> dropped = new ArrayList<>();
        ObjectNode body = Json.NODES.objectNode();
        body.put("model", call.model());
        body.put("max_tokens", maxTokens(chat, call.maxTokens()));
        AnthropicTurns.of(chat.path("messages")).writeTo(body, dropped);
        tune(chat, body, dropped);
        chat.properties().stream()
                .filter(parameter -> !CARRIED.contains(parameter.getKey()))
                .filter(parameter -> !says(parameter.getKey(), parameter.getValue()))
                .forEach(parameter -> dropped.add(parameter.getKey()));
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

    private static long maxTokens(ObjectNode chat, int otherwise) {
        Long asked = Json.count(chat.path("max_completion_tokens"));
        if (asked == null) {
            asked = Json.count(chat.path("max_tokens"));
        }
        return asked == null ? otherwise : asked;
    }

    private static void tune(ObjectNode chat, ObjectNode body, List<String> dropped) {
        JsonNode temperature = chat.path("temperature");
        if (temperature.isNumber() && temperature.asDouble() > 1) {
            body.put("temperature", 1);
            dropped.add("temperature");
        } else if (temperature.isNumber()) {
            body.set("temperature", temperature);
        }
        if (chat.path("top_p").isNumber()) {
            body.set("top_p", chat.path("top_p"));
        }
        stop(chat.path("stop"), body, dropped);
        if (chat.path("user").isTextual()) {
            body.putObject("metadata").set("user_id", chat.path("user"));
        }
    }

    /** The format refuses stop sequences of nothing but white space, so those are dropped, not sent. */
    private static void stop(JsonNode stop, ObjectNode body, List<String> dropped) {
        ArrayNode sequences = Json.NODES.arrayNode();
        Iterable<JsonNode> asked = stop.isArray() ? stop : List.of(stop);
        boolean blank = false;
        for (JsonNode sequence : asked) {
            if (sequence.isTextual() && !sequence.asText().isBlank()) {
                sequences.add(sequence);
            } else {
                blank |= sequence.isTextual();
            }
        }
        if (!sequences.isEmpty()) {
            body.set("stop_sequences", sequences);
        }
        if (blank) {
            dropped.add("stop");
        }
    }

    /** Whether the parameter only asks for what happens anyway, so that dropping it changes nothing. */
    private static boolean says(String name, JsonNode value) {
        return switch (name) {
            case "n" -> value.asInt(1) == 1;
            case "response_format" ->
                value.isNull() || value.path("type").asText().equals("text");
            case "tools", "functions", "logit_bias" -> value.isNull() || value.isEmpty();
            case "logprobs", "store" -> value.isNull() || !value.asBoolean();
            case "presence_penalty", "frequency_penalty", "top_logprobs" -> value.isNull() || value.asDouble() == 0;
            default -> value.isNull();
        };
    }

    @Override
    public Assembler assembler(boolean asNative, Consumer<Delta> flow) {
        return new AnthropicAssembler();
    }
}
