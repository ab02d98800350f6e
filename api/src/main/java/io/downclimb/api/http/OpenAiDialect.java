package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.request.Reply;
import java.util.Iterator;

/** OpenAI's chat completions. */
final class OpenAiDialect implements Dialect {
    static final OpenAiDialect DIALECT = new OpenAiDialect();

    private OpenAiDialect() {}

    @Override
    public byte[] whole(Reply.Answered answered, ObjectNode answer) {
        return Json.bytes(Completion.of(answered, answer));
    }

    @Override
    public Iterator<byte[]> events(Reply.Answered answered, ObjectNode answer, boolean includeUsage) {
        return CompletionStream.of(answered, answer, includeUsage);
    }

    @Override
    public byte[] failure(Problem problem) {
        // OpenAI's clients raise what comes as an error within a stream. The end mark, which would belie it, does not
        // follow.
        return ChunkEvents.event(ErrorShape.OPENAI.render(problem));
    }

    @Override
    public Live live(boolean includeUsage) {
        return new LiveCompletion(includeUsage);
    }
}
