package io.downclimb.bench.load;

import java.time.Duration;
import java.util.Map;

/**
 * Where the load goes: chat completions at one port on loopback.
 *
 * @param path of the door, {@code /v1/chat/completions} for all but the mock
 * @param headers beside content type and length
 * @param model what the body names
 * @param texts the words by which an answer is recognised, with who it is from; an answer with none of them is a failure
 * @param alike whether all requests ask the same question
 * @param patience after which the caller gives up and closes the connection
 */
public record Target(
        int port,
        String path,
        Map<String, String> headers,
        String model,
        Map<String, String> texts,
        boolean alike,
        Duration patience) {
    public static final String CHAT = "/v1/chat/completions";

    public Target {
        headers = Map.copyOf(headers);
        texts = Map.copyOf(texts);
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("a target needs a text to recognise its answers by");
        }
    }

    /** Where each request asks a question of its own. */
    public Target(
            int port,
            String path,
            Map<String, String> headers,
            String model,
            Map<String, String> texts,
            Duration patience) {
        this(port, path, headers, model, texts, false, patience);
    }

    /** The same with one question for all requests. */
    public Target asked(boolean theSame) {
        return new Target(port, path, headers, model, texts, theSame, patience);
    }

    /** The same with another patience. */
    public Target patient(Duration other) {
        return new Target(port, path, headers, model, texts, alike, other);
    }
}
