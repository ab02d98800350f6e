package io.downclimb.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Where one user's downloaded, built and unpacked server binaries are kept: {@code ${XDG_CACHE_HOME:-~/.cache}/downclimb}. */
final class UserCache {
    private UserCache() {}

    static Path folder() {
        String configured = System.getenv("XDG_CACHE_HOME");
        Path root = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        return created(root.toAbsolutePath().resolve("downclimb"));
    }

    /** Where temporary servers keep their data: on the machine's temporary file system, one folder per user. */
    static Path temporaryFolder() {
        String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9._-]", "_");
        return created(Path.of(System.getProperty("java.io.tmpdir"), "downclimb-" + user)
                .toAbsolutePath());
    }

    static boolean windows() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("windows");
    }

    static String executable(String name) {
        return windows() ? name + ".exe" : name;
    }

    static Path created(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the folder " + folder, e);
        }
    }
}
