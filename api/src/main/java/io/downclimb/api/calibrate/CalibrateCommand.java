package io.downclimb.api.calibrate;

import io.downclimb.api.command.CommandFailure;
import io.downclimb.api.command.CommandLine;
import io.downclimb.api.command.Given;
import io.downclimb.api.config.Configuration;
import io.downclimb.api.config.ConfigurationException;
import io.downclimb.api.config.ConfigurationLoader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * {@code downclimb calibrate}: what settings of a breaker would do with the user's own calls and scores. Reads what {@code serve} wrote, or a
 * file; writes nothing.
 */
public final class CalibrateCommand {
    private static final int DONE = 0;

    private CalibrateCommand() {}

    public static void main(String[] arguments) {
        // What is printed has no other letters than ASCII but for names, which are the user's own.
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments), System.getenv(), Instant.now(), out, System.err));
    }

    /**
     * Runs the command.
     *
     * @return the exit code: 0 when at least one detector was calibrated, 1 when there is not enough to go by or the records cannot be read,
     *     2 when the command line, the file or the configuration is wrong
     */
    static int run(
            List<String> arguments, Map<String, String> environment, Instant now, PrintStream out, PrintStream err) {
        try {
            CommandLine line = Options.SYNTAX.read(arguments);
            if (line.asksForHelp()) {
                out.print(Options.USAGE);
                return DONE;
            }
            Options options = Options.of(line);
            Evidence evidence = evidence(options, environment, now);
            List<Section> sections = Calibration.of(evidence, options);
            out.print(
                    options.json()
                            ? JsonReport.of(evidence, sections, options)
                            : TextReport.of(evidence, sections, options));
            boolean isAny = sections.stream().anyMatch(section -> !(section instanceof Section.Unable));
            if (!isAny) {
                err.println("calibrate: not enough records to go by: " + hint(options));
            }
            return isAny ? DONE : CommandFailure.UNABLE;
        } catch (CommandFailure e) {
            return e.tell("calibrate", err);
        } catch (ConfigurationException e) {
            err.println(e.getMessage());
            return CommandFailure.WRONG_USE;
        }
    }

    private static Evidence evidence(Options options, Map<String, String> environment, Instant now)
            throws CommandFailure {
        Path csv = options.csv();
        if (csv != null) {
            return CsvFile.read(csv, options);
        }
        Path file =
                new Given("DOWNCLIMB_CONFIG", environment.getOrDefault("DOWNCLIMB_CONFIG", "downclimb.yaml")).path();
        Configuration configuration = ConfigurationLoader.load(file, environment);
        return StoredRecords.read(configuration, options, now);
    }

    private static String hint(Options options) {
        return options.csv() == null
                ? "look further back with --since 30d, or leave out --route and --provider"
                : "it takes %d outcomes or %d scores".formatted(Calibration.LEAST_CALLS, Calibration.LEAST_SCORES);
    }
}
