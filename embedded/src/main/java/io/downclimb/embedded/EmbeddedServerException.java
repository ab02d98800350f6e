package io.downclimb.embedded;

import org.jspecify.annotations.Nullable;

/** An embedded server that could not be found, started or stopped. The message says what was tried and what to do. */
public final class EmbeddedServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EmbeddedServerException(String message) {
        super(message);
    }

    EmbeddedServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
