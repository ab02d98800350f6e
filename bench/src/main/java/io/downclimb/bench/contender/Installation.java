package io.downclimb.bench.contender;

import io.downclimb.bench.BenchException;
import io.downclimb.bench.process.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A released package in a folder of the user's cache that is named for its version: installed once, by its own package manager, from
 * whichever registry that is set to. A mark is set at the end, so a broken installation is made again.
 */
final class Installation {
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final String MARK = ".complete";

    private final Places places;
    private final Path folder;

    Installation(Places places, String name) {
        this.places = places;
        folder = places.cache().resolve(name);
    }

    Path folder() {
        return folder;
    }

    void ensure(List<List<String>> commands) {
        if (Files.exists(folder.resolve(MARK))) {
            return;
        }
        Places.remove(folder);
        try {
            Files.createDirectories(folder);
            Path log = places.cache().resolve(folder.getFileName() + ".log");
            for (List<String> command : commands) {
                Child.run("installing " + folder.getFileName(), command, Setting.LOOPBACK, folder, log, LIMIT);
            }
            Files.createFile(folder.resolve(MARK));
        } catch (IOException e) {
            throw new BenchException("cannot install into " + folder + ": " + e.getMessage(), e);
        }
    }
}
