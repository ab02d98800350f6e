package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.request.Reply;
import java.util.Iterator;

/** Anthropic's messages. */
final class AnthropicDialect implements Dialect {
    static final AnthropicDialect DIALECT = new AnthropicDialect();

    private AnthropicDialect() {}

    @Override
    public ErrorShape errors() {
        return ErrorShape.PROBLEM;
    }

    @Override
    public byte[] whole(Reply.Answered answered, ObjectNode answer) {
        throw new UnsupportedOperationException(answered.requestId());
    }

    @Override
    public Iterator<byte[]> events(Reply.Answered answered, ObjectNode answer, boolean includeUsage) {
        throw new UnsupportedOperationException(answered.requestId());
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
