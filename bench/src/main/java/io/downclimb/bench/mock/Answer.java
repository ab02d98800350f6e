package io.downclimb.bench.mock;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one provider answers, encoded once: OpenAI's chat completion, whole and as a stream of events. */
final class Answer {
    private final byte[] whole;
    private final byte[] roleLine;
    private final byte[] content;

    private Answer(byte[] whole, byte[] roleLine, byte[] content) {
        this.whole = whole;
        this.roleLine = roleLine;
        this.content = content;
    }

    static Answer of(String provider) {
        String text = text(provider);
        String head = "{\"id\":\"chatcmpl-bench\",\"object\":\"%s\",\"created\":1700000000,\"model\":\"bench-"
                + provider + "\",";
        String usage = "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":7,\"total_tokens\":19}";
        String whole = head.formatted("chat.completion")
                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"" + text
                + "\"},\"logprobs\":null,\"finish_reason\":\"stop\"}]," + usage + "}";
        String chunk = head.formatted("chat.completion.chunk");
        String role = event(chunk, "{\"role\":\"assistant\",\"content\":\"\"}", "null");
        String pieces = Stream.of(text.split("(?<= )"))
                .map(piece -> event(chunk, "{\"content\":\"" + piece + "\"}", "null"))
                .collect(Collectors.joining());
        String end =
                event(chunk, "{}", "\"stop\"") + "data: " + chunk + "\"choices\":[]," + usage + "}\n\ndata: [DONE]\n\n";
        return new Answer(bytes(whole), bytes(role), bytes(pieces + end));
    }

    /** The answer in one piece. */
    byte[] whole() {
        return whole;
    }

    /** How its stream begins; not content yet. */
    byte[] roleLine() {
        return roleLine;
    }

    /** How its stream goes on to the end. */
    byte[] content() {
        return content;
    }

    /** The words by which callers recognise who answered. */
    static String text(String provider) {
        return "The " + provider + " provider says hello.";
    }

    private static String event(String chunk, String delta, String finish) {
        return "data: " + chunk + "\"choices\":[{\"index\":0,\"delta\":" + delta
                + ",\"logprobs\":null,\"finish_reason\":" + finish + "}]}\n\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
