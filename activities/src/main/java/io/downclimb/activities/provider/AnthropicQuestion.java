package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request in Anthropic's form, and says it in the chat form. Never fails, whatever the object: shapes that nobody knows are left out
 * and reported, and what their provider thinks of them it says itself, because it gets the body as it came.
 *
 * <p>The output limit becomes {@code max_completion_tokens}: OpenAI's newer models refuse {@code max_tokens} outright, and those who are
 * compatible with OpenAI follow it.
 */
final class AnthropicQuestion {
    /** OpenAI takes no more stop sequences, and no longer user. */
    private static final int STOPS = 4;

    private static final int USER_LENGTH = 64;

    private final ObjectNode body;
    private final ObjectNode chat = Json.NODES.objectNode();
    private final Losses losses = new Losses();

    private AnthropicQuestion(ObjectNode body) {
        this.body = body;
    }

    static ChatRequest read(ObjectNode body) {
        return new AnthropicQuestion(body).read();
    }

    private ChatRequest read() {
        chat.set("messages", new AnthropicHistory(losses).chat(body));
        for (Map.Entry<String, JsonNode> parameter : body.properties()) {
            if (!parameter.getValue().isNull()) {
                read(parameter.getKey(), parameter.getValue());
            }
        }
        return new ChatRequest(Api.ANTHROPIC_MESSAGES, body, chat, losses.dropped(), losses.foreign());
    }

    private void read(String name, JsonNode value) {
        switch (name) {
            case "messages", "system", "model", "stream" -> {}
            case "max_tokens" -> take("max_completion_tokens", name, value.isIntegralNumber() ? value : null);
            case "temperature", "top_p" -> take(name, name, value.isNumber() ? value : null);
            case "stop_sequences" -> stop(value);
            case "metadata" -> user(value);
            case "tools" -> AnthropicOffer.tools(value, chat, losses);
            case "tool_choice" -> AnthropicOffer.choice(body, chat, losses);
            case "output_config" -> output(value);
            case "output_format" -> format(name, value);
            case "mcp_servers" -> {
                if (!value.isEmpty()) {
                    losses.foreign("MCP servers");
                }
            }
            case "thinking" -> {
                if (!value.path("type").asText().equals("disabled")) {
                    losses.drop(name);
                }
            }
            case "service_tier" -> {
                if (!value.asText().equals("auto")) {
                    losses.drop(name);
                }
            }
            default -> losses.drop(name);
        }
    }

    private void take(String as, String name, @Nullable JsonNode value) {
        if (value == null) {
            losses.drop(name);
        } else {
            chat.set(as, value);
        }
    }

    private void stop(JsonNode sequences) {
        var stop = Json.NODES.arrayNode();
        IntStream.range(0, sequences.size())
                .mapToObj(sequences::path)
                .filter(JsonNode::isTextual)
                .limit(STOPS)
                .forEach(stop::add);
        if (stop.size() < sequences.size() || !sequences.isArray()) {
            losses.drop("stop_sequences");
        }
        if (!stop.isEmpty()) {
            chat.set("stop", stop);
        }
    }

    private void user(JsonNode metadata) {
        String user = metadata.path("user_id").asText("");
        if (!user.isEmpty() && user.length() <= USER_LENGTH) {
            chat.put("user", user);
        } else if (!user.isEmpty()) {
            losses.drop("metadata.user_id");
        }
    }

    private void output(JsonNode config) {
        for (Map.Entry<String, JsonNode> field : config.properties()) {
            if (field.getKey().equals("format")) {
                format("output_config.format", field.getValue());
            } else if (!field.getValue().isNull()) {
                losses.drop("output_config." + field.getKey());
            }
        }
    }

    private void format(String name, JsonNode format) {
        if (format.isNull()) {
            return;
        }
        if (!format.path("type").asText().equals("json_schema")
                || !format.path("schema").isObject()) {
            losses.foreign("this " + name);
            return;
        }
        JsonNode schema = format.path("schema");
        ObjectNode asked = Json.NODES.objectNode().put("type", "json_schema");
        asked.putObject("json_schema")
                .put("name", "answer")
                .put("strict", StrictSchema.isOne(schema))
                .set("schema", schema);
        chat.set("response_format", asked);
    }
}
