package io.downclimb.api.incident;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What a command said. */
record Ran(int exit, String out, String err) {
    /** A command with its arguments bound. */
    private interface Command {
        int run(PrintStream out, PrintStream err);
    }

    static Ran debug(Map<String, String> environment, String... arguments) {
        return ran((out, err) -> DebugCommand.run(List.of(arguments), environment, false, out, err));
    }

    static Ran debugAtTerminal(Map<String, String> environment, String... arguments) {
        return ran((out, err) -> DebugCommand.run(List.of(arguments), environment, true, out, err));
    }

    static Ran replay(String... arguments) {
        return ran((out, err) -> ReplayCommand.run(List.of(arguments), Map.of(), out, err));
    }

    private static Ran ran(Command command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = command.run(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Ran(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
