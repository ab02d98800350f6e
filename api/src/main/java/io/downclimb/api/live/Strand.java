package io.downclimb.api.live;

import org.jspecify.annotations.Nullable;

/** One string of an answer: what of it was sent, and how far the present attempt has repeated that. */
final class Strand {
    private final StringBuilder sent = new StringBuilder();
    private int repeated;

    /** Another attempt begins to say it. */
    void restart() {
        repeated = 0;
    }

    boolean isRepeated() {
        return repeated == sent.length();
    }

    int length() {
        return sent.length();
    }

    /** What of this lies beyond what was sent; null where it is something else than was sent. */
    @Nullable
    String beyond(String more) {
        int known = Math.min(more.length(), sent.length() - repeated);
        if (!more.startsWith(sent.substring(repeated, repeated + known))) {
            return null;
        }
        repeated += known;
        return more.substring(known);
    }

    /** This much more is sent now. Only what was repeated can be gone on with. */
    void send(String more) {
        sent.append(more);
        repeated = sent.length();
    }

    /** What of the whole has not been sent; null where the whole begins with something else. */
    @Nullable
    String missing(String whole) {
        return whole.startsWith(sent.toString()) ? whole.substring(sent.length()) : null;
    }
}
