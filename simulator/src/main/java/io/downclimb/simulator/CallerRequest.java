package io.downclimb.simulator;

import org.jspecify.annotations.Nullable;

/** The header {@code x-client-request-id}, of the form {@code {requestId}/{attempt}}. */
record CallerRequest(@Nullable String id, int attempt) {
    static CallerRequest of(@Nullable String header) {
        if (header == null) {
            return new CallerRequest(null, 0);
        }
        int slash = header.lastIndexOf('/');
        String number = header.substring(slash + 1);
        if (slash < 0 || !number.matches("\\d{1,9}")) {
            return new CallerRequest(header, 0);
        }
        return new CallerRequest(header.substring(0, slash), Integer.parseInt(number));
    }
}
