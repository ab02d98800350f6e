package io.downclimb.incident.outside;

/** A CSV file cannot be used as it is. The message names the file, the line and the fix. */
public class OutsideFormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OutsideFormatException(String message) {
        super(message);
    }

    OutsideFormatException(String file, long line, String problem, String fix) {
        super("%s, line %d: %s%n  fix: %s".formatted(file, line, problem, fix));
    }
}
