package io.downclimb.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Anthropic's stream: {@code message_start}, {@code content_block_start}, {@code ping}, one {@code content_block_delta}
 * per token, {@code content_block_stop}, {@code message_delta} with stop reason and usage, {@code message_stop}. Each call of
 * a tool has a block of its own. An empty answer has no content block.
 */
record AnthropicFrames(Dialect.Reply reply) implements Dialect.Frames {

    @Override
    public String opening() {
        ObjectNode start = event("message_start");
        ObjectNode message =
                AnthropicMessages.head(reply).putNull("stop_reason").putNull("stop_sequence");
        message.set("usage", AnthropicMessages.usage(reply, 1));
        start.set("message", message);
        return line(start) + (isEmpty() || reply.answer().callsTools() ? "" : textStart()) + ping();
    }

    private static String textStart() {
        ObjectNode start = event("content_block_start").put("index", 0);
        start.putObject("content_block").put("type", "text").put("text", "");
        return line(start);
    }

    private String toolStart(int call) {
        ObjectNode start = event("content_block_start").put("index", call);
        start.putObject("content_block")
                .put("type", "tool_use")
                .put("id", AnthropicMessages.toolId(reply, call))
                .put("name", reply.answer().calls().get(call).tool())
                .putObject("input");
        return line(start);
    }

    @Override
    public String ping() {
        return line(event("ping"));
    }

    @Override
    public String token(int index) {
        String token = reply.answer().tokens().get(index);
        if (!reply.answer().callsTools()) {
            ObjectNode event = event("content_block_delta").put("index", 0);
            event.putObject("delta").put("type", "text_delta").put("text", token);
            return line(event);
        }
        int call = reply.answer().callAt(index);
        ObjectNode event = event("content_block_delta").put("index", call);
        event.putObject("delta").put("type", "input_json_delta").put("partial_json", token);
        if (reply.answer().calls().get(call).from() != index) {
            return line(event);
        }
        return (call == 0 ? "" : blockStop(call - 1)) + toolStart(call) + line(event);
    }

    private static String blockStop(int index) {
        return line(event("content_block_stop").put("index", index));
    }

    @Override
    public String finish() {
        ObjectNode delta = event("message_delta");
        delta.putObject("delta")
                .put("stop_reason", AnthropicMessages.stopReason(reply.answer()))
                .putNull("stop_sequence");
        delta.set(
                "usage", AnthropicMessages.usage(reply, reply.answer().tokens().size()));
        int last = Math.max(0, reply.answer().calls().size() - 1);
        return (isEmpty() ? "" : blockStop(last)) + line(delta);
    }

    @Override
    public String terminator() {
        return line(event("message_stop"));
    }

    private boolean isEmpty() {
        return reply.answer().tokens().isEmpty();
    }

    private static ObjectNode event(String type) {
        return FaultJson.MAPPER.createObjectNode().put("type", type);
    }

    private static String line(ObjectNode event) {
        return "event: " + event.get("type").textValue() + "\ndata: " + event + "\n\n";
    }
}
