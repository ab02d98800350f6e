package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Google's Gemini, {@code POST {base}/v1beta/models/{model}:streamGenerateContent?alt=sse}. Messages become {@code systemInstruction}
 * and {@code contents} ({@link GeminiTurns}), tools become function declarations ({@link GeminiTools}), tuning parameters become {@code
 * generationConfig}; what the format does not know is dropped and reported. What it cannot carry at all {@link GeminiFitness} keeps away.
 *
 * <p>Of more than five stop sequences the first five are sent, and a seed outside of 32 bits is not: both are reported.
 */
final class Gemini implements Format {
    static final Gemini FORMAT = new Gemini();

    private static final int STOP_SEQUENCES = 5;
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
            "seed",
            "n",
            "presence_penalty",
            "frequency_penalty",
            "response_format",
            "logprobs",
            "top_logprobs",
            "reasoning_effort",
            "tools",
            "tool_choice");

    private Gemini() {}

    @Override
    public Outgoing encode(Call call) {
        ObjectNode chat = Prompting.apply(call.request().chat(), call.prompt());
        GeminiThinking thinking = GeminiThinking.of(call.model());
        List<String> dropped = new ArrayList<>(call.request().dropped());
        ObjectNode body = Json.NODES.objectNode();
        GeminiTurns.of(chat.path("messages"), thinking).writeTo(body, dropped);
        GeminiTools.write(chat, body, dropped);
        ObjectNode tuning = tuning(chat, thinking, dropped);
        if (!tuning.isEmpty()) {
            body.set("generationConfig", tuning);
        }
        chat.properties().stream()
                .filter(parameter -> !CARRIED.contains(parameter.getKey()))
                .filter(parameter -> !says(parameter.getKey(), parameter.getValue()))
                .forEach(parameter -> dropped.add(parameter.getKey()));
        return new Outgoing(
                uri(call),
                Map.of(
                        "accept", "text/event-stream",
                        "content-type", "application/json",
                        "x-client-request-id", call.callerRequest()),
                new Key("x-goog-api-key", call.provider().keys().getFirst().strip()),
                body,
                dropped);
    }

    private static URI uri(Call call) {
        String model = call.model().startsWith("models/") ? call.model().substring("models/".length()) : call.model();
        String segment = URLEncoder.encode(model, StandardCharsets.UTF_8).replace("+", "%20");
        return URI.create(call.provider().baseUrl() + "/v1beta/models/" + segment + ":streamGenerateContent?alt=sse");
    }

    private static ObjectNode tuning(ObjectNode chat, GeminiThinking thinking, List<String> dropped) {
        ObjectNode tuning = Json.NODES.objectNode();
        number(chat, "temperature", tuning, "temperature");
        number(chat, "top_p", tuning, "topP");
        Long limit = Json.count(chat.path("max_completion_tokens"));
        if (limit == null) {
            limit = Json.count(chat.path("max_tokens"));
        }
        if (limit != null) {
            tuning.put("maxOutputTokens", limit);
        }
        stop(chat.path("stop"), tuning, dropped);
        if (chat.path("n").asInt(1) > 1) {
            tuning.set("candidateCount", chat.path("n"));
        }
        seed(chat.path("seed"), tuning, dropped);
        for (String penalty : List.of("presence", "frequency")) {
            if (chat.path(penalty + "_penalty").asDouble() != 0) {
                number(chat, penalty + "_penalty", tuning, penalty + "Penalty");
            }
        }
        form(chat.path("response_format"), tuning);
        if (chat.path("logprobs").asBoolean()) {
            tuning.put("responseLogprobs", true);
            if (chat.path("top_logprobs").asInt() > 0) {
                tuning.set("logprobs", chat.path("top_logprobs"));
            }
        }
        if (Json.has(chat, "reasoning_effort")) {
            thinking.write(chat.path("reasoning_effort").asText(), tuning, dropped);
        }
        return tuning;
    }

    private static void number(ObjectNode chat, String name, ObjectNode tuning, String here) {
        if (chat.path(name).isNumber()) {
            tuning.set(here, chat.path(name));
        }
    }

    private static void stop(JsonNode stop, ObjectNode tuning, List<String> dropped) {
        ArrayNode sequences = Json.NODES.arrayNode();
        boolean changed = false;
        Iterable<JsonNode> asked = stop.isArray() ? stop : List.of(stop);
        for (JsonNode sequence : asked) {
            boolean fits = !sequence.asText("").isEmpty() && sequences.size() < STOP_SEQUENCES;
            if (sequence.isTextual() && fits) {
                sequences.add(sequence);
            } else {
                changed |= sequence.isTextual();
            }
        }
        if (!sequences.isEmpty()) {
            tuning.set("stopSequences", sequences);
        }
        if (changed) {
            dropped.add("stop");
        }
    }

    private static void seed(JsonNode seed, ObjectNode tuning, List<String> dropped) {
        if (seed.isIntegralNumber() && seed.canConvertToInt()) {
            tuning.set("seed", seed);
        } else if (seed.isIntegralNumber()) {
            dropped.add("seed");
        }
    }

    private static void form(JsonNode form, ObjectNode tuning) {
        String type = form.path("type").asText();
        if (type.equals("json_object") || type.equals("json_schema")) {
            tuning.put("responseMimeType", "application/json");
        }
        if (form.path("json_schema").path("schema").isObject()) {
            tuning.set("responseJsonSchema", form.path("json_schema").path("schema"));
        }
    }

    /** Whether the parameter only asks for what happens anyway, so that dropping it changes nothing. */
    private static boolean says(String name, JsonNode value) {
        return switch (name) {
            case "functions", "logit_bias" -> value.isNull() || value.isEmpty();
            case "parallel_tool_calls" -> value.isNull() || value.asBoolean();
            case "store" -> value.isNull() || !value.asBoolean();
            case "function_call" -> true;
            case "modalities" -> true;
            default -> value.isNull();
        };
    }

    @Override
    public Assembler assembler(boolean asNative, Consumer<Delta> flow) {
        return new GeminiAssembler(flow);
    }
}
