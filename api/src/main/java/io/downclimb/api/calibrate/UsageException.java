package io.downclimb.api.calibrate;

/** The command line, a file or the configuration cannot be used as it is. The message says what to do. */
final class UsageException extends Exception {
    UsageException(String message) {
        super(message);
    }
}
