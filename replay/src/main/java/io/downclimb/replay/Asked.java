package io.downclimb.replay;

import org.jspecify.annotations.Nullable;

/**
 * What the code asked for.
 *
 * @param name of an activity; of all else, of its kind
 * @param with an activity's argument, a wait's duration, a result
 */
record Asked(Kind kind, String name, @Nullable Object with) {
    String words() {
        return kind == Kind.WAIT ? "a wait of " + Values.text(Values.of(with)) + " ms" : kind.words(name);
    }
}
