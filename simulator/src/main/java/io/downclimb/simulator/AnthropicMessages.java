package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Anthropic messages: {@code POST /v1/messages}. */
final class AnthropicMessages implements Dialect {

    @Override
    public String key(Request request) {
        String key = request.header("x-api-key");
        if (key != null) {
            return key.strip();
        }
        String header = request.header("authorization");
        return header != null && header.startsWith("Bearer ")
                ? header.substring("Bearer ".length()).strip()
                : "";
    }

    @Override
    public Ask ask(Request request, JsonNode body) {
        return AnthropicQuestion.read(request, body);
    }

    @Override
    public Map<String, String> headers(String requestId) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("request-id", requestId);
        headers.put("anthropic-organization-id", "00000000-0000-4000-8000-000000000000");
        String reset = inSeconds(60);
        for (String gauge : new String[] {"requests", "tokens", "input-tokens", "output-tokens"}) {
            headers.put("anthropic-ratelimit-" + gauge + "-limit", "50000");
            headers.put("anthropic-ratelimit-" + gauge + "-remaining", "49000");
            headers.put("anthropic-ratelimit-" + gauge + "-reset", reset);
        }
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
        return Map.of("anthropic-ratelimit-requests-remaining", "0", "x-should-retry", "true");
    }

    private static String inSeconds(long seconds) {
        return Instant.now()
                .plusSeconds(seconds)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    @Override
    public ObjectNode error(Fault.Status error, Ask ask, String requestId) {
        return AnthropicErrors.body(error, ask, requestId);
    }

    @Override
    public String errorFrame(Fault.Status error, Ask ask, String requestId) {
        return "event: error\ndata: " + AnthropicErrors.body(error, ask, requestId) + "\n\n";
    }

    @Override
    public ObjectNode whole(Reply reply, boolean finished) {
        Answer answer = reply.answer();
        ObjectNode body = head(reply);
        for (int i = 0; i < answer.calls().size(); i++) {
            ObjectNode block = body.withArray("content").addObject().put("type", "tool_use");
            block.put("id", toolId(reply, i)).put("name", answer.calls().get(i).tool());
            // A call that was cut short has no arguments that parse.
            boolean complete =
                    answer.finish() == Answer.Finish.TOOL || i < answer.calls().size() - 1;
            block.set("input", FaultJson.tree(Text.bytes(complete ? answer.arguments(i) : "{}")));
        }
        if (!answer.callsTools() && !answer.tokens().isEmpty()) {
            body.withArray("content").addObject().put("type", "text").put("text", answer.text());
        }
        body.put("stop_reason", finished ? stopReason(answer) : null).putNull("stop_sequence");
        body.set("usage", usage(reply, answer.tokens().size()));
        return body;
    }

    static ObjectNode head(Reply reply) {
        ObjectNode head = FaultJson.MAPPER
                .createObjectNode()
                .put("id", "msg_" + reply.id())
                .put("type", "message")
                .put("role", "assistant")
                .put("model", reply.ask().model());
        head.putArray("content");
        return head;
    }

    static ObjectNode usage(Reply reply, int said) {
        return FaultJson.MAPPER
                .createObjectNode()
                .put("input_tokens", reply.ask().promptTokens())
                .put("cache_creation_input_tokens", 0)
                .put("cache_read_input_tokens", 0)
                .put("output_tokens", said);
    }

    static String toolId(Reply reply, int call) {
        return "toolu_%s%02d".formatted(reply.id(), call);
    }

    static String stopReason(Answer answer) {
        return switch (answer.finish()) {
            case STOP -> "end_turn";
            case LENGTH -> "max_tokens";
            case FILTERED -> "refusal";
            case TOOL -> "tool_use";
        };
    }

    @Override
    public Frames frames(Reply reply) {
        return new AnthropicFrames(reply);
    }
}
