package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A wire format: how a call is put into it, and how an answer is read from it. Knows nothing of connections or time. */
sealed interface Format permits OpenAiChat, AnthropicMessages, Gemini {
    static Format of(Api api) {
        return switch (api) {
            case OPENAI_CHAT -> OpenAiChat.FORMAT;
            case ANTHROPIC_MESSAGES -> AnthropicMessages.FORMAT;
            case GEMINI -> Gemini.FORMAT;
        };
    }

    /** The request to send, always one for a stream. */
    Outgoing encode(Call call);

    /**
     * A fresh assembler, for one answer.
     *
     * @param asNative whether the caller speaks this format too: then the answer also holds what the chat form has no words for
     * @param flow hears what comes, piece by piece
     */
    Assembler assembler(boolean asNative, Consumer<Delta> flow);

    /**
     * A request to a provider.
     *
     * @param key the secret, ready for its header; kept apart so that nothing prints it
     * @param dropped the caller's parameters that the format does not know, or had to change
     */
    record Outgoing(URI uri, Map<String, String> headers, Key key, ObjectNode body, List<String> dropped) {
        public Outgoing {
            headers = Map.copyOf(headers);
            dropped = List.copyOf(dropped);
        }
    }

    /** A header that carries a secret. */
    record Key(String header, String value) {
        @Override
        public String toString() {
            return "Key[%s]".formatted(header);
        }
    }

    /** Puts an answer together from the objects of a stream, or from the one object of an answer that was not streamed. */
    interface Assembler {
        Progress feed(ObjectNode piece);

        /** Whether every choice that began has its finish reason: what is here is a whole answer. */
        boolean finished();

        /** Whether anything of an answer was seen at all. */
        boolean begun();

        /** The answer. Asked for only when finished. */
        CallReport.Answered answer();
    }

    /** What a piece brought. */
    enum Progress {
        /** A role line, a ping, bookkeeping. */
        NOTHING,
        CONTENT,
        /** The format's own end mark. */
        END,
        /** The piece is an error body. */
        ERROR
    }
}
