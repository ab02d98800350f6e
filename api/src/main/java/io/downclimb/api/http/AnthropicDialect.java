package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.request.Reply;
import java.util.Iterator;

/** Anthropic's messages. Its streams always tell the usage. */
final class AnthropicDialect implements Dialect {
    static final AnthropicDialect DIALECT = new AnthropicDialect();

    private AnthropicDialect() {}

    @Override
    public byte[] whole(Reply.Answered answered, ObjectNode answer) {
        return Json.bytes(MessageReply.of(answered, answer).json());
    }

    @Override
    public Iterator<byte[]> events(Reply.Answered answered, ObjectNode answer, boolean includeUsage) {
        return MessageStream.of(MessageReply.of(answered, answer));
    }

    @Override
    public byte[] failure(Problem problem) {
        return MessageEvent.error(ErrorShape.ANTHROPIC.render(problem));
    }

    @Override
    public Live live(boolean includeUsage) {
        return new LiveMessage();
    }
}
