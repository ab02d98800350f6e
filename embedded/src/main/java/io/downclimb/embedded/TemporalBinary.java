package io.downclimb.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the {@code temporal} program, or gets it once per user. In this order:
 *
 * <ol>
 *   <li>system property {@code downclimb.temporal.binary}, else environment variable {@code DOWNCLIMB_TEMPORAL_BINARY};
 *   <li>{@code temporal} on the PATH;
 *   <li>the user's cache, {@code ${XDG_CACHE_HOME:-~/.cache}/downclimb/temporal-1.5.1};
 *   <li>the Temporal SDK's own download, given up after 20 s without a byte;
 *   <li>{@code go install}: 1.5.1 is the newest release of the command line tool that installs this way.
 * </ol>
 *
 * What is downloaded or built goes into the cache by an atomic rename, under a lock between processes: test JVMs that start
 * together get it once.
 */
public final class TemporalBinary {
    static final String VERSION = "1.5.1";
    static final String PROPERTY = "downclimb.temporal.binary";
    static final String VARIABLE = "DOWNCLIMB_TEMPORAL_BINARY";
    private static final Duration DOWNLOAD_PATIENCE = Duration.ofSeconds(20);

    private TemporalBinary() {}

    /**
     * Returns the program's path; downloads or builds it first where there is none, which takes minutes.
     *
     * @param progress told, in one line each, what takes time
     * @throws EmbeddedServerException if no way leads to a binary; the message says what was tried and what to install
     */
    public static synchronized Path locate(Consumer<String> progress) {
        String configured = configured();
        if (configured != null) {
            return required(Path.of(configured));
        }
        Path cached = cached();
        return Commands.onPath("temporal")
                .or(() -> Optional.of(cached).filter(Commands::isProgram))
                .orElseGet(() -> fill(cached, progress));
    }

    private static Path cached() {
        return UserCache.folder().resolve(UserCache.executable("temporal-" + VERSION));
    }

    private static @Nullable String configured() {
        String property = System.getProperty(PROPERTY);
        String value = property == null ? System.getenv(VARIABLE) : property;
        return value == null || value.isBlank() ? null : value;
    }

    private static Path required(Path configured) {
        if (!Commands.isProgram(configured)) {
            throw new EmbeddedServerException(configured + ", set by " + PROPERTY + " or " + VARIABLE
                    + ", is not an executable file. Point it at a temporal program, or unset it.");
        }
        return configured.toAbsolutePath();
    }

    private static Path fill(Path cached, Consumer<String> progress) {
        try (OwnerLock _ = OwnerLock.acquire(OwnerLock.sibling(cached, ".lock"))) {
            if (Commands.isProgram(cached)) {
                return cached; // another process was faster
            }
            List<String> tried = new ArrayList<>();
            if (new SdkDownload(cached, DOWNLOAD_PATIENCE, progress).fetch(tried)
                    || new GoBuild(cached, progress).build(tried)) {
                return cached;
            }
            throw new EmbeddedServerException("no Temporal server found. Tried:\n"
                    + " - " + PROPERTY + " and " + VARIABLE + ": not set\n"
                    + " - temporal on the PATH: not there\n"
                    + " - the cache: no " + cached + "\n - "
                    + String.join("\n - ", tried)
                    + "\nInstall the Temporal command line tool (https://docs.temporal.io/cli) or Go 1.24 or newer"
                    + " (https://go.dev/dl), or set " + VARIABLE + " to a temporal program.");
        }
    }
}
