package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a chat request in Anthropic's form. What the format or the model does not know is dropped and reported; so is what had
 * to be changed: a temperature above 1 (OpenAI's scale ends at 2), an effort that the scale does not have.
 */
final class AnthropicTuning {
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
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "response_format",
            "reasoning_effort",
            "modalities",
            "user");

    private final ObjectNode chat;
    private final AnthropicModel model;
    private final ObjectNode body;
    private final List<String> dropped;

    AnthropicTuning(ObjectNode chat, AnthropicModel model, ObjectNode body, List<String> dropped) {
        this.chat = chat;
        this.model = model;
        this.body = body;
        this.dropped = dropped;
    }

    static long maxTokens(ObjectNode chat, int otherwise) {
        Long asked = Json.count(chat.path("max_completion_tokens"));
        if (asked == null) {
            asked = Json.count(chat.path("max_tokens"));
        }
        return asked == null ? otherwise : asked;
    }

    void write() {
        sample();
        stop(chat.path("stop"));
        user();
        output();
        chat.properties().stream()
                .filter(parameter -> !CARRIED.contains(parameter.getKey()))
                .filter(parameter -> !isDefault(parameter.getKey(), parameter.getValue()))
                .forEach(parameter -> dropped.add(parameter.getKey()));
    }

    private void sample() {
        JsonNode temperature = chat.path("temperature");
        JsonNode topP = chat.path("top_p");
        boolean beside = !temperature.isNumber() || model.takesTemperatureBesideTopP();
        if (temperature.isNumber() && !model.takesSampling()) {
            drop(temperature.asDouble() != 1, "temperature");
        } else if (temperature.isNumber() && temperature.asDouble() > 1) {
            body.put("temperature", 1);
            dropped.add("temperature");
        } else if (temperature.isNumber()) {
            body.set("temperature", temperature);
        }
        if (topP.isNumber() && model.takesSampling() && beside) {
            body.set("top_p", topP);
        } else if (topP.isNumber()) {
            drop(topP.asDouble() != 1, "top_p");
        }
    }

    private void drop(boolean matters, String name) {
        if (matters) {
            dropped.add(name);
        }
    }

    /** The format refuses stop sequences of nothing but white space, so those are dropped, not sent. */
    private void stop(JsonNode stop) {
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
        drop(blank, "stop");
    }

    private void user() {
        if (chat.path("user").isTextual()) {
            body.putObject("metadata").set("user_id", chat.path("user"));
        }
    }

    private void output() {
        ObjectNode output = Json.NODES.objectNode();
        String effort = effort();
        if (effort != null) {
            output.put("effort", effort);
        }
        if (chat.path("response_format").path("json_schema").path("schema") instanceof ObjectNode schema) {
            output.putObject("format").put("type", "json_schema").set("schema", AnthropicSchema.of(schema));
        }
        if (!output.isEmpty()) {
            body.set("output_config", output);
        }
    }

    private @Nullable String effort() {
        String asked = chat.path("reasoning_effort").asText("");
        if (!Json.has(chat, "reasoning_effort")) {
            return null;
        }
        String effort = !model.takesEffort()
                ? null
                : switch (asked) {
                    case "minimal", "low" -> "low";
                    case "medium" -> "medium";
                    case "high", "xhigh", "max" -> "high";
                    default -> null;
                };
        drop(!asked.equals(effort), "reasoning_effort");
        return effort;
    }

    /** Whether the parameter only asks for what happens anyway, so that dropping it changes nothing. */
    private static boolean isDefault(String name, JsonNode value) {
        return switch (name) {
            case "n" -> value.asInt(1) == 1;
            case "functions", "logit_bias" -> value.isNull() || value.isEmpty();
            case "logprobs", "store" -> value.isNull() || !value.asBoolean();
            case "presence_penalty", "frequency_penalty", "top_logprobs" -> value.isNull() || value.asDouble() == 0;
            case "service_tier" -> value.isNull() || value.asText().equals("auto");
            case "function_call" ->
                value.isNull()
                        || value.asText().equals("auto")
                        || value.asText().equals("none");
            default -> value.isNull();
        };
    }
}
