package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.request.Reply;
import java.util.Iterator;
import java.util.List;

/** OpenAI's chat completions. */
final class OpenAiDialect implements Dialect {
    static final OpenAiDialect DIALECT = new OpenAiDialect();

    private OpenAiDialect() {}

    @Override
    public ErrorShape errors() {
        return ErrorShape.OPENAI;
    }

    @Override
    public byte[] whole(Reply.Answered answered, ObjectNode answer) {
        return Json.bytes(Completion.of(answered, answer));
    }

    @Override
    public Iterator<byte[]> events(Reply.Answered answered, ObjectNode answer, boolean includeUsage) {
        return List.of(CompletionStream.of(answered, answer, includeUsage)).iterator();
    }

    @Override
    public byte[] failure(Problem problem) {
        throw new UnsupportedOperationException(problem.message());
    }

    @Override
    public Live live(boolean includeUsage) {
        throw new UnsupportedOperationException("live streams, usage " + includeUsage);
    }
}
