package io.downclimb.api.incident;

import io.downclimb.api.command.CommandFailure;
import io.downclimb.api.command.CommandLine;
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
    private static final int DONE = 0;

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
        try {
            CommandLine line = ReplayOptions.SYNTAX.read(arguments);
            if (line.asksForHelp()) {
                out.print(ReplayOptions.USAGE);
                return DONE;
            }
            ReplayOptions options = ReplayOptions.of(line);
            Proposed proposed = Proposed.read(options.policy(), environment);
            Incident recorded = incident(options.incident());
            out.print(Replaying.of(recorded, proposed, options).report());
            return DONE;
        } catch (IncidentFormatException | OutsideFormatException | UnknownProviderException e) {
            return CommandFailure.wrongUse(String.valueOf(e.getMessage())).tell("replay", err);
        } catch (CommandFailure e) {
            return e.tell("replay", err);
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
