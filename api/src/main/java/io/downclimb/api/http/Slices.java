package io.downclimb.api.http;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** A text in pieces, none of which takes more than {@link #LIMIT} bytes within JSON. Cut between characters, as they are asked for. */
final class Slices implements Iterator<String> {
    /** In bytes. */
    static final int LIMIT = 4096;

    private final String text;
    private int from;

    Slices(String text) {
        this.text = text;
    }

    @Override
    public boolean hasNext() {
        return from < text.length();
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int to = from;
        int bytes = 0;
        while (to < text.length()) {
            int character = text.codePointAt(to);
            bytes += bytes(character);
            if (bytes > LIMIT) {
                break;
            }
            to += Character.charCount(character);
        }
        String slice = text.substring(from, to);
        from = to;
        return slice;
    }

    private static int bytes(int character) {
        if (character < ' ') {
            return 6;
        }
        if (character == '"' || character == '\\') {
            return 2;
        }
        if (character < 0x80) {
            return 1;
        }
        if (character < 0x800) {
            return 2;
        }
        // Beyond the basic plane the writer escapes both halves.
        return character < 0x10000 ? 3 : 12;
    }
}
