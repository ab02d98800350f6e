package io.downclimb.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Gemini's stream: a chunk for each token with every candidate in it, a last one with the finish reasons, and no end mark. As an array
 * it opens with a chunk without words, so that every later one begins with a comma. A tool is called in one piece, with the last token.
 */
record GeminiFrames(Gemini gemini, Dialect.Reply reply) implements Dialect.Frames {

    @Override
    public String opening() {
        return gemini.events() ? "" : gemini.frame(chunk("", 0), false);
    }

    @Override
    public String ping() {
        return "";
    }

    @Override
    public String token(int index) {
        Answer answer = reply.answer();
        if (answer.tool() == null) {
            return gemini.frame(chunk(answer.tokens().get(index), index + 1), true);
        }
        boolean last = index == answer.tokens().size() - 1;
        if (!last || answer.finish() != Answer.Finish.TOOL) {
            return "";
        }
        ObjectNode chunk = FaultJson.MAPPER.createObjectNode();
        ArrayNode candidates = chunk.putArray("candidates");
        for (int i = 0; i < reply.ask().choices(); i++) {
            ObjectNode content = candidates.addObject().put("index", i).putObject("content");
            content.put("role", "model").putArray("parts").add(Gemini.call(reply));
        }
        Gemini.finishHead(chunk, reply, index + 1);
        return gemini.frame(chunk, true);
    }

    private ObjectNode chunk(String text, int said) {
        ObjectNode chunk = FaultJson.MAPPER.createObjectNode();
        ArrayNode candidates = chunk.putArray("candidates");
        for (int i = 0; i < reply.ask().choices(); i++) {
            ObjectNode content = candidates.addObject().put("index", i).putObject("content");
            content.put("role", "model").putArray("parts").addObject().put("text", text);
        }
        Gemini.finishHead(chunk, reply, said);
        return chunk;
    }

    @Override
    public String finish() {
        ObjectNode last = chunk("", reply.answer().tokens().size());
        for (var candidate : last.withArray("candidates")) {
            ((ObjectNode) candidate).put("finishReason", Gemini.finishReason(reply.answer()));
        }
        return gemini.frame(last, true);
    }

    @Override
    public String terminator() {
        return gemini.events() ? "" : "]";
    }
}
