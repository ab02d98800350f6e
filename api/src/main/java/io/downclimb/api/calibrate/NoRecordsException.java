package io.downclimb.api.calibrate;

/** The records cannot be read. */
final class NoRecordsException extends Exception {
    NoRecordsException(String message, Throwable cause) {
        super(message, cause);
    }
}
