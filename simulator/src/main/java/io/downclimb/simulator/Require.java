package io.downclimb.simulator;

import org.jspecify.annotations.Nullable;

/** The checks of the compact constructors; each message names the field, the value and what would do. */
final class Require {
    private Require() {}

    static void that(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    static void notNegative(String field, long value) {
        that(value >= 0, field + " must not be negative, but is " + value);
    }

    static void present(String field, @Nullable Object value) {
        that(value != null, field + " is missing");
    }
}
