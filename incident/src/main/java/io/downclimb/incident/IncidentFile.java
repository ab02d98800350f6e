package io.downclimb.incident;

import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Reads an incident file. Files come from anywhere: each bound is checked before memory is taken, and what does not hold is refused with an
 * {@link IncidentFormatException} that names the entry, the line and what to do.
 */
public final class IncidentFile implements AutoCloseable {
    private IncidentFile() {}

    /** Opens a file and reads manifest and closing. */
    public static IncidentFile open(Path path) {
        throw new UnsupportedOperationException("to be written");
    }

    public Manifest manifest() {
        throw new UnsupportedOperationException("to be written");
    }

    public Closing closing() {
        throw new UnsupportedOperationException("to be written");
    }

    /** All but histories and contents. */
    public Incident load() {
        throw new UnsupportedOperationException("to be written");
    }

    /** Each history in turn, in the file's order: breakers and pages first, then requests by arrival. */
    public void histories(Consumer<IncidentHistory> each) {
        throw new UnsupportedOperationException("to be written");
    }

    /** Each content in turn, where there are any. */
    public void contents(Consumer<IncidentContent> each) {
        throw new UnsupportedOperationException("to be written");
    }

    @Override
    public void close() {}
}
