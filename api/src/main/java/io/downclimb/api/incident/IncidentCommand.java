package io.downclimb.api.incident;

import io.downclimb.api.incident.ExportClient.NoFileException;
import io.downclimb.api.incident.ExportOptions.WrongUseException;
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
    private static final int DONE = 0;
    private static final int NO_FILE = 1;
    private static final int WRONG_USE = 2;
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
        try {
            if (arguments.isEmpty() || !arguments.getFirst().equals("export")) {
                boolean asksForHelp = arguments.equals(List.of("--help")) || arguments.equals(List.of("-h"));
                if (asksForHelp) {
                    out.print(ExportOptions.USAGE);
                    return DONE;
                }
                throw new WrongUseException("say what to do: incident export");
            }
            ExportOptions options = ExportOptions.parse(arguments.subList(1, arguments.size()), now);
            if (options.help()) {
                out.print(ExportOptions.USAGE);
                return DONE;
            }
            export(options, token(options, environment), out, err);
            return DONE;
        } catch (WrongUseException e) {
            err.println("incident: " + e.getMessage());
            err.println("see ./downclimb incident --help");
            return WRONG_USE;
        } catch (NoFileException | IncidentFormatException e) {
            err.println("incident: " + e.getMessage());
            return NO_FILE;
        } catch (ConnectException e) {
            err.println("incident: the node does not answer: name one that runs with --url http://HOST:PORT");
            return NO_FILE;
        } catch (IOException e) {
            err.println("incident: the file did not come whole: " + e.getMessage());
            return NO_FILE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return NO_FILE;
        }
    }

    private static void export(ExportOptions options, @Nullable String token, PrintStream out, PrintStream err)
            throws WrongUseException, IOException, InterruptedException, NoFileException {
        Path file = options.out();
        if (Files.exists(file) && !options.force()) {
            throw new WrongUseException(
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

    private static @Nullable String token(ExportOptions options, Map<String, String> environment)
            throws WrongUseException {
        String variable = options.tokenVariable();
        if (variable == null) {
            return null;
        }
        String token = environment.get(variable);
        if (token == null || token.isBlank()) {
            throw new WrongUseException("--token-env %s: there is no such environment variable".formatted(variable));
        }
        return token.strip();
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
