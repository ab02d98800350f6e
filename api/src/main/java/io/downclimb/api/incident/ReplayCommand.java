package io.downclimb.api.incident;

import io.downclimb.api.command.CommandFailure;
import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentFile;
import io.downclimb.incident.IncidentFormatException;
import io.downclimb.incident.outside.OutsideFormatException;
import io.downclimb.incident.whatif.UnknownProviderException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code downclimb replay}: what another policy would have done in an incident. Reads files; writes nothing, and calls nobody. */
public final class ReplayCommand {
    private ReplayCommand() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments), System.getenv(), out, err));
    }

    /**
     * Runs the command.
     *
     * @return the exit code: 0 when it was simulated, 1 when there is nothing to simulate, 2 when the command line, a file or the
     *     configuration is wrong
     */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        return ReplayOptions.SYNTAX.run(
                arguments, out, err, line -> out.print(report(ReplayOptions.of(line), environment)));
    }

    private static String report(ReplayOptions options, Map<String, String> environment) throws CommandFailure {
        try {
            Proposed proposed = Proposed.read(options.policy(), environment);
            Incident recorded = incident(options.incident());
            return Replaying.of(recorded, proposed, options).report();
        } catch (IncidentFormatException | OutsideFormatException e) {
            throw CommandFailure.wrongFile(e);
        } catch (UnknownProviderException e) {
            throw CommandFailure.wrongUse(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Incident incident(@Nullable Path path) {
        if (path == null) {
            return null;
        }
        try (IncidentFile file = IncidentFile.open(path)) {
            return file.load();
        }
    }
}
