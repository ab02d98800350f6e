package io.downclimb.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's stream: a chunk with the role, one per token, one with the finish reason, one with the usage if asked for,
 * {@code [DONE]}. With several choices every chunk comes once for each.
 */
record OpenAiFrames(Dialect.Reply reply) implements Dialect.Frames {

    @Override
    public String opening() {
        String tool = reply.answer().tool();
        return chunks(delta -> {
            delta.put("role", "assistant")
                    .put("content", tool == null ? "" : null)
                    .putNull("refusal");
            if (tool != null) {
                ObjectNode call = delta.putArray("tool_calls")
                        .addObject()
                        .put("index", 0)
                        .put("id", OpenAiChat.callId(reply))
                        .put("type", "function");
                call.putObject("function").put("name", tool).put("arguments", "");
            }
        });
    }

    @Override
    public String ping() {
        return "";
    }

    @Override
    public String token(int index) {
        String token = reply.answer().tokens().get(index);
        return chunks(delta -> {
            if (reply.answer().tool() == null) {
                delta.put("content", token);
                return;
            }
            ObjectNode call = delta.putArray("tool_calls").addObject().put("index", 0);
            call.putObject("function").put("arguments", token);
        });
    }

    @Override
    public String finish() {
        String finish = chunks(_ -> {}, OpenAiChat.finishReason(reply.answer()));
        if (!reply.ask().usageInStream()) {
            return finish;
        }
        ObjectNode usage = OpenAiChat.head(reply, "chat.completion.chunk");
        usage.putArray("choices");
        usage.set("usage", OpenAiChat.usage(reply));
        return finish + line(usage);
    }

    @Override
    public String terminator() {
        return "data: [DONE]\n\n";
    }

    private String chunks(Consumer<ObjectNode> delta) {
        return chunks(delta, null);
    }

    private String chunks(Consumer<ObjectNode> delta, @Nullable String finishReason) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < reply.ask().choices(); i++) {
            ObjectNode chunk = OpenAiChat.head(reply, "chat.completion.chunk");
            ObjectNode choice = chunk.putArray("choices").addObject().put("index", i);
            delta.accept(choice.putObject("delta"));
            choice.putNull("logprobs").put("finish_reason", finishReason);
            if (reply.ask().usageInStream()) {
                chunk.putNull("usage");
            }
            lines.append(line(chunk));
        }
        return lines.toString();
    }

    private static String line(ObjectNode chunk) {
        return "data: " + chunk + "\n\n";
    }
}
