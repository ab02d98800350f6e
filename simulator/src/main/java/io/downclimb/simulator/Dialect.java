package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A provider's wire format: how it is asked, how it answers, how it says no. */
sealed interface Dialect permits OpenAiChat, AnthropicMessages, Gemini {

    /** The caller's API key; empty if there is none. */
    String key(Request request);

    /**
     * Reads what the request asks for.
     *
     * @throws Refused if the provider would turn the request down
     */
    Ask ask(Request request, JsonNode body);

    /** The headers of every response, rate limits included. */
    Map<String, String> headers(String requestId);

    /** What an error adds to the headers. */
    Map<String, String> headers(Fault.Status error);

    ObjectNode error(Fault.Status error, Ask ask, String requestId);

    /** The status that the error comes with in this format. */
    default int status(Fault.Status error) {
        return error.status();
    }

    /** Whether the hint how long to wait is part of the error, and no header. */
    default boolean hintsInBody() {
        return false;
    }

    /** The good answer that says the error in this format; null where the error comes as one. */
    default @Nullable String blocked(Fault.Status error, Reply reply) {
        return null;
    }

    /** The content type of a streamed answer. */
    default String streamType() {
        return "text/event-stream; charset=utf-8";
    }

    /**
     * The answer in one piece.
     *
     * @param finished false: without its finish reason
     */
    ObjectNode whole(Reply reply, boolean finished);

    /** The answer in pieces. */
    Frames frames(Reply reply);

    /** An error in the midst of a stream. */
    String errorFrame(Fault.Status error, Ask ask, String requestId);

    /** The pieces of a streamed answer as server-sent events. */
    interface Frames {
        String opening();

        /** What is sent while nothing is said; empty if the format has no such thing. */
        String ping();

        String token(int index);

        /** Finish reason and usage. */
        String finish();

        String terminator();
    }

    /**
     * One answer to one request.
     *
     * @param created seconds since the epoch
     */
    record Reply(String id, long created, Ask ask, Answer answer) {}

    /** The provider turns the request down before a fault has its turn. */
    final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Fault.Status error;

        Refused(int status, String code, String message) {
            super(message, null, false, false);
            error = new Fault.Status(status, code, null, message, null);
        }

        Fault.Status error() {
            return error;
        }
    }
}
