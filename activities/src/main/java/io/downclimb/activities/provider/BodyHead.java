package io.downclimb.activities.provider;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The beginning of a body, kept as evidence: 64 Ki characters, whatever the length of the whole. */
final class BodyHead {
    static final int CHARACTERS = 64 * 1024;
    private static final int BYTES = 4 * CHARACTERS;

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    /** Keeps what still fits. The buffer's position stays where it is. */
    void add(ByteBuffer bytes) {
        int fits = Math.min(bytes.remaining(), BYTES - kept.size());
        byte[] copy = new byte[fits];
        bytes.duplicate().get(copy);
        kept.writeBytes(copy);
    }

    boolean isFull() {
        return kept.size() >= BYTES;
    }

    /** As text; a NUL, which no database column of text takes, shows as a replacement character. */
    String text() {
        return cut(kept.toString(StandardCharsets.UTF_8));
    }

    static String cut(String text) {
        String head = text.length() > CHARACTERS ? text.substring(0, CHARACTERS) : text;
        return head.replace('\0', '\uFFFD');
    }
}
