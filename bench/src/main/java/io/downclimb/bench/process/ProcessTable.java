package io.downclimb.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What {@code /proc} says of all processes at one moment; empty where there is none, as on macOS. */
record ProcessTable(List<ProcessEntry> entries) {
    private static final Path PROC = Path.of("/proc");

    ProcessTable {
        entries = List.copyOf(entries);
    }

    static ProcessTable read() {
        List<ProcessEntry> entries = new ArrayList<>();
        if (!Files.isReadable(PROC.resolve("self/stat"))) {
            return new ProcessTable(entries);
        }
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                ProcessEntry.parse(line(process.resolve("stat"))).ifPresent(entries::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + PROC, e);
        }
        return new ProcessTable(entries);
    }

    /** The group's processes. */
    List<ProcessEntry> of(ProcessGroup group) {
        Set<Long> tree = new HashSet<>(Set.of(group.root()));
        boolean grown = true;
        while (grown) {
            grown = false;
            for (ProcessEntry entry : entries) {
                if (tree.contains(entry.parent()) && tree.add(entry.pid())) {
                    grown = true;
                }
            }
        }
        return entries.stream()
                .filter(entry -> tree.contains(entry.pid()) && group.commands().test(entry.command()))
                .toList();
    }

    /** A process may end between the listing and the reading: then it has no line. */
    private static String line(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "";
        }
    }
}
