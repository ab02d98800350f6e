package io.downclimb.api.command;

import java.io.PrintStream;

/** A command cannot do what it was asked to. The message names what is wrong and the fix. */
public final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;
    /** Nothing can be shown: no node, no such request, not enough in the file. */
    static final int UNABLE = 1;
    /** The command line, a file or the configuration is wrong. */
    static final int WRONG_USE = 2;

    private final int exitCode;

    private CommandFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The command line is right, and yet there is nothing to show. */
    public static CommandFailure unable(String problem, String fix) {
        return new CommandFailure(UNABLE, "%s%n  fix: %s".formatted(problem, fix));
    }

    /** The same, in words that have the fix in them. */
    public static CommandFailure unable(String message) {
        return new CommandFailure(UNABLE, message);
    }

    /** Something that the user wrote is wrong. */
    public static CommandFailure wrongUse(String message) {
        return new CommandFailure(WRONG_USE, message);
    }

    /** Tells the user, with the verb's help page where that helps; returns the exit code. */
    int tell(String verb, PrintStream err) {
        err.println(verb + ": " + getMessage());
        if (exitCode == WRONG_USE) {
            err.println("see ./downclimb %s --help".formatted(verb));
        }
        return exitCode;
    }
}
