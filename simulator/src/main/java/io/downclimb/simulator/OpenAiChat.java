package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** OpenAI chat completions: {@code POST /v1/chat/completions}. */
final class OpenAiChat implements Dialect {
    private static final double LIKELY = -0.25;

    @Override
    public String key(Request request) {
        String header = request.header("authorization");
        return header != null && header.startsWith("Bearer ")
                ? header.substring("Bearer ".length()).strip()
                : "";
    }

    @Override
    public Ask ask(Request request, JsonNode body) {
        return OpenAiQuestion.read(body);
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
            message(choice.putObject("message").put("role", "assistant"), reply, i);
            choice.set("logprobs", logprobs(reply, reply.answer().tokens()));
            choice.put("finish_reason", finished ? finishReason(reply.answer()) : null);
        }
        body.set("usage", usage(reply));
        return body;
    }

    private static void message(ObjectNode message, Reply reply, int choice) {
        Answer answer = reply.answer();
        if (!answer.callsTools()) {
            message.put("content", answer.text()).putNull("refusal");
            return;
        }
        message.putNull("content").putNull("refusal");
        for (int i = 0; i < answer.calls().size(); i++) {
            ObjectNode call = message.withArray("tool_calls")
                    .addObject()
                    .put("id", callId(reply, choice, i))
                    .put("type", "function");
            call.putObject("function").put("name", answer.calls().get(i).tool()).put("arguments", answer.arguments(i));
        }
    }

    static String callId(Reply reply, int choice, int call) {
        return "call_%s%02d%02d".formatted(reply.id().substring(reply.id().length() - 12), choice, call);
    }

    /** What the log probabilities of these words are; null where they are not wanted. Calls of tools have none. */
    static JsonNode logprobs(Reply reply, List<String> tokens) {
        Integer alternatives = reply.ask().form().logprobs();
        if (alternatives == null || reply.answer().callsTools()) {
            return NullNode.getInstance();
        }
        ObjectNode logprobs = FaultJson.MAPPER.createObjectNode();
        ArrayNode content = logprobs.putArray("content");
        for (String token : tokens) {
            ObjectNode shown = content.addObject();
            logprob(shown, token, LIKELY);
            ArrayNode top = shown.putArray("top_logprobs");
            for (int i = 0; i < alternatives; i++) {
                logprob(top.addObject(), i == 0 ? token : token + "~" + i, LIKELY - i);
            }
        }
        logprobs.putNull("refusal");
        return logprobs;
    }

    private static void logprob(ObjectNode shown, String token, double logprob) {
        shown.put("token", token).put("logprob", logprob);
        for (byte unsigned : Text.bytes(token)) {
            shown.withArray("bytes").add(unsigned & 0xff);
        }
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
