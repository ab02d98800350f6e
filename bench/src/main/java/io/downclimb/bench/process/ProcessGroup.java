package io.downclimb.bench.process;

import java.util.function.Predicate;

/**
 * Processes that are counted together: a process and all that it started, as far as their names fit.
 *
 * @param name as the report has it: service, Temporal, Postgres
 */
public record ProcessGroup(String name, long root, Predicate<String> commands) {
    /** All of the tree. */
    public static ProcessGroup tree(String name, long root) {
        return new ProcessGroup(name, root, _ -> true);
    }

    /** Those of the tree that run this program. */
    public static ProcessGroup named(String name, long root, String command) {
        return new ProcessGroup(name, root, command::equals);
    }
}
