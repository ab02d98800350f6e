package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Delta;
import io.downclimb.api.request.Reply;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a door that other clients know speaks: one dialect for each of their APIs. Events are ready to be sent, line ends and all. */
sealed interface Dialect permits OpenAiDialect, AnthropicDialect {
    /** The body of a whole answer. */
    byte[] whole(Reply.Answered answered, ObjectNode answer);

    /**
     * The events of a whole answer, none of them much above 4 KiB, made as they are asked for.
     *
     * @param includeUsage the caller wants the usage, where the format leaves the choice
     */
    Iterator<byte[]> events(Reply.Answered answered, ObjectNode answer, boolean includeUsage);

    /** An error within a stream that has begun, and the end of it. */
    byte[] failure(Problem problem);

    /** The events of an answer that is still being made. */
    Live live(boolean includeUsage);

    /** One stream's voice. Not for several threads. */
    interface Live {
        /** Before the first delta. */
        List<byte[]> opens(Start start);

        List<byte[]> says(Delta delta);

        /** After the last delta: all that was said is the text and the calls of this answer. Finish reason, usage, label and end mark. */
        List<byte[]> ends(Reply.Answered answered, ObjectNode answer);
    }

    /**
     * What is known when the first content comes.
     *
     * @param model the serving model's own name
     */
    record Start(
            String requestId,
            Instant receivedAt,
            String tier,
            String provider,
            String model,
            @Nullable String notice) {}
}
