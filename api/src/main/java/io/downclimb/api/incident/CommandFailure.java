package io.downclimb.api.incident;

/** A command cannot do what it was asked to. The message names what is wrong and the fix. */
final class CommandFailure extends Exception {
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

    static CommandFailure unable(String problem, String fix) {
        return new CommandFailure(UNABLE, "%s%n  fix: %s".formatted(problem, fix));
    }

    static CommandFailure wrongUse(String message) {
        return new CommandFailure(WRONG_USE, message);
    }

    int exitCode() {
        return exitCode;
    }
}
