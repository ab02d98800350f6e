package io.downclimb.simulator;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's stream: a chunk with the role, one per token (and one where a call of a tool begins), one with the finish reason, one with the usage if asked for,
 * {@code [DONE]}. With several choices every chunk comes once for each.
 */
record OpenAiFrames(Dialect.Reply reply) implements Dialect.Frames {

    @Override
    public String opening() {
        boolean calls = reply.answer().callsTools();
        return chunks((delta, _) ->
                delta.put("role", "assistant").put("content", calls ? null : "").putNull("refusal"));
    }

    @Override
    public String ping() {
        return "";
    }

    @Override
    public String token(int index) {
        String token = reply.answer().tokens().get(index);
        if (!reply.answer().callsTools()) {
            return chunks((delta, _) -> delta.put("content", token), List.of(token), null);
        }
        int call = reply.answer().callAt(index);
        Answer.Called called = reply.answer().calls().get(call);
        return (called.from() == index ? begun(call, called.tool()) : "")
                + chunks((delta, _) -> {
                    ObjectNode more = delta.putArray("tool_calls").addObject().put("index", call);
                    more.putObject("function").put("arguments", token);
                });
    }

    private String begun(int call, String tool) {
        return chunks((delta, choice) -> {
            ObjectNode begun = delta.putArray("tool_calls")
                    .addObject()
                    .put("index", call)
                    .put("id", OpenAiChat.callId(reply, choice, call))
                    .put("type", "function");
            begun.putObject("function").put("name", tool).put("arguments", "");
        });
    }

    @Override
    public String finish() {
        String finish = chunks((_, _) -> {}, List.of(), OpenAiChat.finishReason(reply.answer()));
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

    private String chunks(ObjIntConsumer<ObjectNode> delta) {
        return chunks(delta, List.of(), null);
    }

    /**
     * A chunk for each choice.
     *
     * @param said the words in it whose log probabilities may be wanted
     */
    private String chunks(ObjIntConsumer<ObjectNode> delta, List<String> said, @Nullable String finishReason) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < reply.ask().choices(); i++) {
            ObjectNode chunk = OpenAiChat.head(reply, "chat.completion.chunk");
            ObjectNode choice = chunk.putArray("choices").addObject().put("index", i);
            delta.accept(choice.putObject("delta"), i);
            choice.set("logprobs", said.isEmpty() ? NullNode.getInstance() : OpenAiChat.logprobs(reply, said));
            choice.put("finish_reason", finishReason);
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
