package io.downclimb.bench;

import org.jspecify.annotations.Nullable;

/** Something the bench needs could not be had. The message says what, and what was tried. */
public final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BenchException(String message) {
        super(message);
    }

    public BenchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
