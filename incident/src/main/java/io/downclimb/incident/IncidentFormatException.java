package io.downclimb.incident;

/** A file is no incident, or one that cannot be read. The message says where, why, and what to do. */
public class IncidentFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public IncidentFormatException(String message) {
        super(message);
    }

    public IncidentFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
