package io.downclimb.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a server wrote since its last start: for error messages, and to tell a busy port from other failures. */
record ServerLog(Path file) {
    private static final int TAIL_LINES = 30;

    String tail() {
        List<String> lines = read().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    boolean saysAddressInUse() {
        String text = read().toLowerCase(Locale.ROOT);
        return text.contains("address already in use")
                || text.contains("can't listen")
                || text.contains("port already in use");
    }

    private String read() {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(no log at " + file + ": " + e + ")";
        }
    }
}
