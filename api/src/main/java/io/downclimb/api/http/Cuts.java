package io.downclimb.api.http;

import java.util.ArrayList;
import java.util.List;

/** Cuts a text into pieces that make events of a few KiB, between characters. */
final class Cuts {
    /** In UTF-16 units: up to 3 KiB of UTF-8, before JSON escapes. */
    private static final int LONGEST = 1_024;

    private Cuts() {}

    record Piece(int from, int to) {
        String of(String text) {
            return text.substring(from, to);
        }
    }

    /** The pieces in order; none of an empty text. */
    static List<Piece> of(String text) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int to = Math.min(text.length(), from + LONGEST);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            pieces.add(new Piece(from, to));
            from = to;
        }
        return pieces;
    }
}
