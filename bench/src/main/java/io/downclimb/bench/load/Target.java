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
 * @param patience after which the caller gives up and closes the connection
 */
public record Target(
        int port,
        String path,
        Map<String, String> headers,
        String model,
        Map<String, String> texts,
        Duration patience) {
    public static final String CHAT = "/v1/chat/completions";

    public Target {
        headers = Map.copyOf(headers);
        texts = Map.copyOf(texts);
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("a target needs a text to recognise its answers by");
        }
    }

    /** The same with another patience. */
    public Target patient(Duration other) {
        return new Target(port, path, headers, model, texts, other);
    }
}
