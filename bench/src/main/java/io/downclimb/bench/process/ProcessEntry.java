package io.downclimb.bench.process;

import java.util.Optional;

/**
 * One line of {@code /proc/PID/stat}.
 *
 * @param ticks of CPU, user and system, its own and those of its children that have ended and were waited for
 */
record ProcessEntry(long pid, long parent, String command, long ticks) {
    /** Reads a line; the command stands in brackets and may hold anything, so the fields are counted from the last one. */
    static Optional<ProcessEntry> parse(String line) {
        int open = line.indexOf('(');
        int close = line.lastIndexOf(')');
        if (open < 1 || close < open) {
            return Optional.empty();
        }
        String[] fields = line.substring(close + 2).strip().split(" ", -1);
        if (fields.length < 15) {
            return Optional.empty();
        }
        long ticks = 0;
        for (int field = 11; field <= 14; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        return Optional.of(new ProcessEntry(
                Long.parseLong(line.substring(0, open).strip()),
                Long.parseLong(fields[1]),
                line.substring(open + 1, close),
                ticks));
    }
}
