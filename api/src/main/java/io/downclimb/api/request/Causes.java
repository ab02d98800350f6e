package io.downclimb.api.request;

import org.jspecify.annotations.Nullable;

/** Names what went wrong by its classes alone: messages of drivers and parsers may quote contents. */
final class Causes {
    private Causes() {}

    static String of(@Nullable Throwable failure) {
        StringBuilder names = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            names.append(names.isEmpty() ? "" : " < ").append(cause.getClass().getSimpleName());
        }
        return names.toString();
    }
}
