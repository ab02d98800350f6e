package io.downclimb.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code postmaster.pid} in a data folder says: the first line is the process id, the eighth its status. PostgreSQL
 * writes {@code ready} there when it takes connections, which tells this server's readiness from that of a stranger on the
 * same port.
 */
record PostmasterFile(Path dataFolder, List<String> lines) {
    private static final String NAME = "postmaster.pid";

    PostmasterFile {
        lines = List.copyOf(lines);
    }

    static PostmasterFile of(Path dataFolder) {
        Path file = dataFolder.resolve(NAME);
        try {
            return new PostmasterFile(dataFolder, Files.exists(file) ? Files.readAllLines(file) : List.of());
        } catch (IOException _) {
            return new PostmasterFile(
                    dataFolder, List.of()); // it is being written or has just gone: the next look will tell
        }
    }

    boolean readyAs(long pid) {
        return lines.size() >= 8
                && lines.getFirst().strip().equals(Long.toString(pid))
                && lines.get(7).strip().equals("ready");
    }

    /** The process that the file names, if it lives and really is a PostgreSQL server over this very data folder. */
    Optional<ServerProcess> server() {
        if (lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                .filter(ProcessHandle::isAlive)
                .filter(this::servesThisFolder)
                .map(ServerProcess::new);
    }

    private boolean servesThisFolder(ProcessHandle process) {
        String command = process.info().command().orElse("");
        List<String> arguments = process.info().arguments().map(List::of).orElse(List.of());
        return Path.of(command).endsWith(UserCache.executable("postgres")) && arguments.contains(dataFolder.toString());
    }

    /** Forgets a file whose server is gone; PostgreSQL itself would take any living process of that id for it. */
    void delete() {
        Path file = dataFolder.resolve(NAME);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new EmbeddedServerException("cannot delete " + file, e);
        }
    }
}
