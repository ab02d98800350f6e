package io.downclimb.bench.mock;

import io.downclimb.bench.http.HttpDoor;
import io.downclimb.bench.http.Replies;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The providers that all contenders call: OpenAI chat completions at {@code /{provider}/v1/chat/completions}, whole and
 * streamed, for any provider name. Small fixed answers, so that what is measured is the way to them. Each provider counts its
 * calls, and breaks on request.
 */
public final class MockProvider implements AutoCloseable {
    private static final Pattern PATH = Pattern.compile("/([a-z]+)/v1/chat/completions");
    private static final byte[] NOT_FOUND =
            "{\"error\":{\"message\":\"no such path\",\"type\":\"invalid_request_error\"}}"
                    .getBytes(StandardCharsets.UTF_8);

    private final Map<String, Voice> voices = new ConcurrentHashMap<>();
    private final HttpDoor door;

    public MockProvider(int port) {
        door = new HttpDoor(port, 1, "mock", this::answer);
    }

    public int port() {
        return door.port();
    }

    /** What an OpenAI client takes as the base URL of this provider. */
    public String baseUrl(String provider) {
        return "http://127.0.0.1:" + port() + "/" + provider + "/v1";
    }

    /** From now on, calls to this provider go this way. Calls under way are left alone. */
    public void set(String provider, Fault fault) {
        voice(provider).fault = fault;
    }

    /** Calls that have arrived for this provider since the start. */
    public long calls(String provider) {
        return voice(provider).calls.sum();
    }

    /** The words of this provider's answers. */
    public static String text(String provider) {
        return Answer.text(provider);
    }

    @Override
    public void close() {
        door.close();
    }

    private Voice voice(String provider) {
        return voices.computeIfAbsent(provider, Voice::new);
    }

    private void answer(ChannelHandlerContext context, FullHttpRequest request) {
        @Nullable String provider = provider(request.uri());
        if (provider == null) {
            Replies.json(context, HttpResponseStatus.NOT_FOUND, NOT_FOUND);
            return;
        }
        voice(provider).answer(context, Streamed.asked(request.content()));
    }

    private static @Nullable String provider(String uri) {
        Matcher matcher = PATH.matcher(uri);
        return matcher.matches() ? matcher.group(1) : null;
    }

    /** Whether a body says {@code "stream": true}. Inside a JSON text the quotes would be escaped, so a search is enough. */
    static final class Streamed {
        private static final Pattern STREAM = Pattern.compile("\"stream\"\\s*:\\s*true");

        private Streamed() {}

        static boolean asked(ByteBuf body) {
            return STREAM.matcher(body.toString(StandardCharsets.UTF_8)).find();
        }
    }
}
