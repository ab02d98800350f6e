package io.downclimb.simulator;

import java.nio.charset.StandardCharsets;

/** Bytes of whatever prints itself as text. */
final class Text {
    private Text() {}

    static byte[] bytes(Object text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
