package io.downclimb.api.calibrate;

import io.downclimb.api.command.CommandFailure;
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
        return Options.SYNTAX.run(arguments, out, err, line -> calibrate(Options.of(line), environment, now, out));
    }

    private static void calibrate(Options options, Map<String, String> environment, Instant now, PrintStream out)
            throws CommandFailure {
        Evidence evidence = evidence(options, environment, now);
        List<Section> sections = Calibration.of(evidence, options);
        out.print(
                options.json()
                        ? JsonReport.of(evidence, sections, options)
                        : TextReport.of(evidence, sections, options));
        if (sections.stream().allMatch(section -> section instanceof Section.Unable)) {
            throw CommandFailure.unable("there are not enough records to go by", hint(options));
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
        Configuration configuration;
        try {
            configuration = ConfigurationLoader.load(file, environment);
        } catch (ConfigurationException e) {
            throw CommandFailure.wrongFile(e);
        }
        return StoredRecords.read(configuration, options, now);
    }

    private static String hint(Options options) {
        return options.csv() == null
                ? "look further back with --since 30d, or leave out --route and --provider"
                : "give it at least %d outcomes or %d scores"
                        .formatted(Calibration.LEAST_CALLS, Calibration.LEAST_SCORES);
    }
}
