package io.downclimb.api.command;

import java.io.PrintStream;

/** A command cannot do what it was asked to. The message names what is wrong and the fix. */
public final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;
    /** Nothing can be shown: no node, no such request, not enough in the file. */
    private static final int UNABLE = 1;
    /** The command line, a file or the configuration is wrong. */
    private static final int WRONG_USE = 2;

    private final int exitCode;
    /** Whether the help page says how it is done. */
    private final boolean helped;

    private CommandFailure(int exitCode, boolean helped, String message) {
        super(message);
        this.exitCode = exitCode;
        this.helped = helped;
    }

    /** The command line is right, and yet there is nothing to show. */
    public static CommandFailure unable(String problem, String fix) {
        return new CommandFailure(UNABLE, false, "%s%n  fix: %s".formatted(problem, fix));
    }

    /** The same, in words that have the fix in them. */
    public static CommandFailure unable(String message) {
        return new CommandFailure(UNABLE, false, message);
    }

    /** The command line is wrong. */
    public static CommandFailure wrongUse(String message) {
        return new CommandFailure(WRONG_USE, true, message);
    }

    /** A file that was named, or the configuration, is wrong. The message says where in it, which the help page could not. */
    public static CommandFailure wrongFile(Exception reason) {
        return wrongFile(String.valueOf(reason.getMessage()));
    }

    /** The same, in these words. */
    public static CommandFailure wrongFile(String message) {
        return new CommandFailure(WRONG_USE, false, message);
    }

    /** Tells the user, with the verb's help page where that helps; returns the exit code. */
    int tell(String verb, PrintStream err) {
        err.println(verb + ": " + getMessage());
        if (helped) {
            err.println("see ./downclimb %s --help".formatted(verb));
        }
        return exitCode;
    }
}
