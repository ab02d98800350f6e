package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** OpenAI chat completions: {@code POST /v1/chat/completions}. */
final class OpenAiChat implements Dialect {

    @Override
    public String key(Request request) {
        String header = request.header("authorization");
        return header != null && header.startsWith("Bearer ")
                ? header.substring("Bearer ".length()).strip()
                : "";
    }

    @Override
    public Ask ask(Request request, JsonNode body) {
        JsonNode messages = body.path("messages");
        refuseUnless(body.isObject(), "We could not parse the JSON body of your request.");
        refuseUnless(body.path("model").isTextual(), "you must provide a model parameter");
        refuseUnless(messages.isArray(), "Missing required parameter: 'messages'.");
        refuseUnless(!messages.isEmpty(), "Invalid 'messages': empty array. Expected an array with minimum length 1.");
        JsonNode max = body.has("max_completion_tokens") ? body.path("max_completion_tokens") : body.path("max_tokens");
        return new Ask(
                body.path("model").textValue(),
                body.path("stream").asBoolean(),
                body.path("stream_options").path("include_usage").asBoolean(),
                Math.max(1, body.path("n").asInt(1)),
                max.asInt(Integer.MAX_VALUE),
                Words.stream(messages)
                        .filter(message -> message.path("role").asText().matches("system|developer"))
                        .map(message -> Words.of(message.path("content")))
                        .collect(Collectors.joining("\n")),
                Words.stream(messages)
                        .map(message -> Words.of(message.path("content")))
                        .collect(Collectors.joining("\n")),
                Words.stream(messages)
                        .filter(message -> message.path("role").asText().equals("user"))
                        .map(message -> Words.of(message.path("content")))
                        .reduce("", (before, last) -> last),
                tool(body));
    }

    private static void refuseUnless(boolean fine, String message) {
        if (!fine) {
            throw new Refused(400, "invalid_request_error", message);
        }
    }

    private static Ask.@Nullable Tool tool(JsonNode body) {
        JsonNode choice = body.path("tool_choice");
        String named = choice.path("function").path("name").asText("");
        if (named.isEmpty() && !choice.asText().equals("required")) {
            return null;
        }
        return Words.stream(body.path("tools"))
                .map(tool -> tool.path("function"))
                .filter(function ->
                        named.isEmpty() || function.path("name").asText().equals(named))
                .map(function -> new Ask.Tool(function.path("name").asText(), function.path("parameters")))
                .findFirst()
                .orElse(null);
    }

    @Override
    public Map<String, String> headers(String requestId) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-request-id", requestId);
        headers.put("openai-organization", "org-simulated");
        headers.put("openai-version", "2020-10-01");
        headers.put("openai-processing-ms", "1");
        headers.put("x-ratelimit-limit-requests", "500");
        headers.put("x-ratelimit-limit-tokens", "200000");
        headers.put("x-ratelimit-remaining-requests", "499");
        headers.put("x-ratelimit-remaining-tokens", "199000");
        headers.put("x-ratelimit-reset-requests", "120ms");
        headers.put("x-ratelimit-reset-tokens", "6m0s");
        return headers;
    }

    @Override
    public Map<String, String> headers(Fault.Status error) {
        if (error.status() != 429) {
            return Map.of();
        }
        if (error.code() != null && !error.code().startsWith("rate_limit")) {
            return Map.of("x-should-retry", "false");
        }
        String wait = error.retryAfter();
        boolean inSeconds = wait != null && wait.matches("\\d+");
        return Map.of(
                "x-ratelimit-remaining-requests", "0", "x-ratelimit-reset-requests", inSeconds ? wait + "s" : "1s");
    }

    @Override
    public ObjectNode error(Fault.Status error, Ask ask, String requestId) {
        return OpenAiErrors.body(error, ask);
    }

    @Override
    public String errorFrame(Fault.Status error, Ask ask, String requestId) {
        return "data: " + OpenAiErrors.body(error, ask) + "\n\n";
    }

    @Override
    public ObjectNode whole(Reply reply, boolean finished) {
        ObjectNode body = head(reply, "chat.completion");
        ArrayNode choices = body.putArray("choices");
        for (int i = 0; i < reply.ask().choices(); i++) {
            ObjectNode choice = choices.addObject().put("index", i);
            message(choice.putObject("message").put("role", "assistant"), reply);
            choice.putNull("logprobs").put("finish_reason", finished ? finishReason(reply.answer()) : null);
        }
        body.set("usage", usage(reply));
        return body;
    }

    private static void message(ObjectNode message, Reply reply) {
        Answer answer = reply.answer();
        if (answer.tool() == null) {
            message.put("content", answer.text()).putNull("refusal");
            return;
        }
        message.putNull("content").putNull("refusal");
        ObjectNode call = message.putArray("tool_calls")
                .addObject()
                .put("id", callId(reply))
                .put("type", "function");
        call.putObject("function").put("name", answer.tool()).put("arguments", answer.text());
    }

    static String callId(Reply reply) {
        return "call_" + reply.id().substring(reply.id().length() - 12);
    }

    static ObjectNode head(Reply reply, String object) {
        return FaultJson.MAPPER
                .createObjectNode()
                .put("id", "chatcmpl-" + reply.id())
                .put("object", object)
                .put("created", reply.created())
                .put("model", reply.ask().model())
                .put("service_tier", "default")
                .put("system_fingerprint", "fp_simulated");
    }

    static ObjectNode usage(Reply reply) {
        int said = reply.answer().tokens().size() * reply.ask().choices();
        ObjectNode usage = FaultJson.MAPPER
                .createObjectNode()
                .put("prompt_tokens", reply.ask().promptTokens())
                .put("completion_tokens", said)
                .put("total_tokens", reply.ask().promptTokens() + said);
        usage.putObject("prompt_tokens_details").put("cached_tokens", 0);
        usage.putObject("completion_tokens_details").put("reasoning_tokens", 0);
        return usage;
    }

    static String finishReason(Answer answer) {
        return switch (answer.finish()) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case FILTERED -> "content_filter";
            case TOOL -> "tool_calls";
        };
    }

    @Override
    public Frames frames(Reply reply) {
        return new OpenAiFrames(reply);
    }
}
