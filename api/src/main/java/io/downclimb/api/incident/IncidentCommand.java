package io.downclimb.api.incident;

import io.downclimb.api.command.CommandFailure;
import io.downclimb.api.command.Given;
import io.downclimb.api.incident.ExportClient.NoFileException;
import io.downclimb.incident.Closing;
import io.downclimb.incident.IncidentFile;
import io.downclimb.incident.IncidentFormatException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** {@code downclimb incident export}: gets an incident from a node, and looks whether it came whole. */
public final class IncidentCommand {
    private static final int SHOWN = 5;
    private static final long STEP = 1024L * 1024;

    private IncidentCommand() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments), System.getenv(), Instant.now(), out, System.err));
    }

    /**
     * Runs the command.
     *
     * @return the exit code: 0 when the file is there and whole, 1 when the node gave none or it cannot be written or read, 2 when the command
     *     line is wrong
     */
    static int run(
            List<String> arguments, Map<String, String> environment, Instant now, PrintStream out, PrintStream err) {
        return ExportOptions.SYNTAX.run(arguments, out, err, line -> {
            if (!"export".equals(line.operand(Given::text))) {
                throw CommandFailure.wrongUse("say what to do: incident export");
            }
            String token = line.value("--token-env", given -> given.variable(environment));
            export(ExportOptions.of(line, now), token, out, err);
        });
    }

    private static void export(ExportOptions options, @Nullable String token, PrintStream out, PrintStream err)
            throws CommandFailure {
        try {
            fetch(options, token, out, err);
        } catch (NoFileException | IncidentFormatException e) {
            throw CommandFailure.unable(String.valueOf(e.getMessage()));
        } catch (ConnectException e) {
            throw CommandFailure.unable("the node does not answer", "name one that runs with --url http://HOST:PORT");
        } catch (IOException e) {
            throw CommandFailure.unable("the file did not come whole: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.unable("interrupted", "try again");
        }
    }

    private static void fetch(ExportOptions options, @Nullable String token, PrintStream out, PrintStream err)
            throws CommandFailure, IOException, InterruptedException, NoFileException {
        Path file = options.out();
        if (Files.exists(file) && !options.force()) {
            throw CommandFailure.wrongUse(
                    "%s is there already: name another with --out, or give --force".formatted(file));
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Progress progress = new Progress(err);
        ExportClient.get(options.address(), token, part, progress);
        progress.end();
        try (IncidentFile incident = IncidentFile.open(part)) {
            tell(file, Files.size(part), incident.closing(), out);
        }
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void tell(Path file, long bytes, Closing closing, PrintStream out) {
        out.printf(Locale.ROOT, "%s: %s%n", file, size(bytes));
        new TreeMap<>(closing.counts()).forEach((part, count) -> out.printf(Locale.ROOT, "  %-14s %d%n", part, count));
        closing.leftOut().forEach(left -> out.println("left out: " + left));
        if (closing.missingHistories() > 0) {
            out.printf(Locale.ROOT, "%d histories are missing:%n", closing.missingHistories());
            closing.missing().stream()
                    .limit(SHOWN)
                    .forEach(missing -> out.printf("  %s: %s%n", missing.workflowId(), missing.why()));
            if (closing.missingHistories() > SHOWN) {
                out.printf(Locale.ROOT, "  and %d more%n", closing.missingHistories() - SHOWN);
            }
        }
    }

    private static String size(long bytes) {
        return bytes < STEP
                ? "%d kB".formatted((bytes + 1_023) / 1_024)
                : String.format(Locale.ROOT, "%.1f MB", (double) bytes / (double) STEP);
    }

    /** One line, written anew with each further megabyte. */
    private static final class Progress implements LongConsumer {
        private final PrintStream err;
        private long told;

        Progress(PrintStream err) {
            this.err = err;
        }

        @Override
        public void accept(long bytes) {
            if (bytes - told >= STEP) {
                told = bytes;
                err.print("\r" + size(bytes));
                err.flush();
            }
        }

        void end() {
            if (told > 0) {
                err.println();
            }
        }
    }
}
