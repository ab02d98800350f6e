package io.downclimb.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * A server's process, written down beside its data: id, start instant and program. An id alone may meanwhile belong to
 * another process, so all three must agree before that process is taken for the server.
 *
 * @param program the program's file name, links resolved
 */
record ProcessRecord(long pid, Instant started, String program) {
    /** The start instant is computed from the boot time, which the kernel may correct by a second. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /** The record of a process just started; what it runs is taken from {@code binary}, as it may not run it yet. */
    static ProcessRecord of(ServerProcess process, Path binary) {
        try {
            Instant started = process.handle().info().startInstant().orElseGet(Instant::now);
            return new ProcessRecord(process.pid(), started, fileName(binary.toRealPath()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot find " + binary, e);
        }
    }

    void write(Path file) {
        try {
            Files.write(file, List.of(Long.toString(pid), started.toString(), program));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    static Optional<ProcessRecord> read(Path file) {
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            if (lines.size() < 3) {
                return Optional.empty(); // none, or its writer was killed midway
            }
            return Optional.of(
                    new ProcessRecord(Long.parseLong(lines.get(0)), Instant.parse(lines.get(1)), lines.get(2)));
        } catch (NumberFormatException | DateTimeParseException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** The recorded process, if it still lives and is the same one. */
    Optional<ServerProcess> running() {
        return ProcessHandle.of(pid)
                .filter(this::isSame)
                .map(ServerProcess::new)
                .filter(ServerProcess::alive);
    }

    private boolean isSame(ProcessHandle process) {
        ProcessHandle.Info info = process.info();
        boolean sameProgram =
                info.command().map(Path::of).map(ProcessRecord::fileName).equals(Optional.of(program));
        return sameProgram
                && info.startInstant()
                        .map(instant -> Duration.between(instant, started).abs().compareTo(TOLERANCE) <= 0)
                        .orElse(false);
    }

    private static String fileName(Path path) {
        return String.valueOf(path.getFileName());
    }
}
