package io.downclimb.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Anthropic's stream: {@code message_start}, {@code content_block_start}, {@code ping}, one {@code content_block_delta}
 * per token, {@code content_block_stop}, {@code message_delta} with stop reason and usage, {@code message_stop}. An empty
 * answer has no content block.
 */
record AnthropicFrames(Dialect.Reply reply) implements Dialect.Frames {

    @Override
    public String opening() {
        ObjectNode start = event("message_start");
        ObjectNode message =
                AnthropicMessages.head(reply).putNull("stop_reason").putNull("stop_sequence");
        message.set("usage", AnthropicMessages.usage(reply, 1));
        start.set("message", message);
        return line(start) + blockStart() + ping();
    }

    private String blockStart() {
        if (isEmpty()) {
            return "";
        }
        ObjectNode start = event("content_block_start").put("index", 0);
        ObjectNode block = start.putObject("content_block");
        if (reply.answer().tool() == null) {
            block.put("type", "text").put("text", "");
            return line(start);
        }
        block.put("type", "tool_use")
                .put("id", AnthropicMessages.toolId(reply))
                .put("name", reply.answer().tool())
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
        ObjectNode event = event("content_block_delta").put("index", 0);
        ObjectNode delta = event.putObject("delta");
        if (reply.answer().tool() == null) {
            delta.put("type", "text_delta").put("text", token);
            return line(event);
        }
        delta.put("type", "input_json_delta").put("partial_json", token);
        return line(event);
    }

    @Override
    public String finish() {
        ObjectNode delta = event("message_delta");
        delta.putObject("delta")
                .put("stop_reason", AnthropicMessages.stopReason(reply.answer()))
                .putNull("stop_sequence");
        delta.set(
                "usage", AnthropicMessages.usage(reply, reply.answer().tokens().size()));
        String blockStop = isEmpty() ? "" : line(event("content_block_stop").put("index", 0));
        return blockStop + line(delta);
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
