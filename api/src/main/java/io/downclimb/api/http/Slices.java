package io.downclimb.api.http;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text into pieces that make small events: none takes more than {@link #LIMIT} bytes within JSON, and no character is cut. */
final class Slices {
    /** In bytes. */
    static final int LIMIT = 4096;

    private Slices() {}

    /** A piece by its place, so that what waits to be sent is no second copy of the text. */
    record Slice(int from, int to) {
        String of(String text) {
            return text.substring(from, to);
        }
    }

    /** The pieces in order; none of an empty text. */
    static List<Slice> of(String text) {
        List<Slice> slices = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = end(text, from);
            slices.add(new Slice(from, to));
            from = to;
        }
        return slices;
    }

    private static int end(String text, int from) {
        int to = from;
        int bytes = 0;
        while (to < text.length()) {
            int character = text.codePointAt(to);
            bytes += bytes(character);
            if (bytes > LIMIT) {
                return to;
            }
            to += Character.charCount(character);
        }
        return to;
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
