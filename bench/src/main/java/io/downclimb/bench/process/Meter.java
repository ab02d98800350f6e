package io.downclimb.bench.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * CPU and memory of some groups of processes. CPU is that of {@code /proc/PID/stat}, which Linux gives in hundredths of a second;
 * memory is the proportional set size of {@code smaps_rollup}, where a page that several processes share counts once, looked at
 * every two seconds.
 */
public final class Meter implements AutoCloseable {
    private static final double TICKS_PER_SECOND = 100;
    private static final long EVERY = 2_000;

    private final List<ProcessGroup> groups;
    private final Map<String, Double> peaks = new ConcurrentHashMap<>();
    private final Thread sampler;

    public Meter(List<ProcessGroup> groups) {
        this.groups = List.copyOf(groups);
        sampler = Thread.ofPlatform().daemon().name("memory").start(this::sample);
    }

    /** CPU seconds so far, by group; empty where the system does not tell. */
    public Map<String, Double> cpuSeconds() {
        ProcessTable table = ProcessTable.read();
        Map<String, Double> seconds = new LinkedHashMap<>();
        if (table.entries().isEmpty()) {
            return seconds;
        }
        for (ProcessGroup group : groups) {
            long ticks = table.of(group).stream().mapToLong(ProcessEntry::ticks).sum();
            seconds.merge(group.name(), ticks / TICKS_PER_SECOND, Double::sum);
        }
        return seconds;
    }

    /** What was used between two readings. */
    public static Map<String, Double> between(Map<String, Double> before, Map<String, Double> after) {
        Map<String, Double> used = new LinkedHashMap<>();
        after.forEach((group, seconds) -> used.put(group, Math.max(0, seconds - before.getOrDefault(group, 0.0))));
        return used;
    }

    /** The most memory seen at once, in MiB, by group. */
    public Map<String, Double> peakMebibytes() {
        look();
        return new LinkedHashMap<>(peaks);
    }

    private void sample() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                look();
                Thread.sleep(EVERY);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void look() {
        ProcessTable table = ProcessTable.read();
        Map<String, Double> now = new LinkedHashMap<>();
        for (ProcessGroup group : groups) {
            for (ProcessEntry entry : table.of(group)) {
                now.merge(group.name(), mebibytes(entry.pid()), Double::sum);
            }
        }
        now.forEach((group, mebibytes) -> peaks.merge(group, mebibytes, Math::max));
    }

    private static double mebibytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "smaps_rollup"), StandardCharsets.UTF_8)
                    .stream()
                    .filter(line -> line.startsWith("Pss:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1_024)
                    .sum();
        } catch (IOException _) {
            return 0; // it has ended
        }
    }

    @Override
    public void close() {
        sampler.interrupt();
    }
}
