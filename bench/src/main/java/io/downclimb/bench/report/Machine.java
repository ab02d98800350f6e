package io.downclimb.bench.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** The machine that was measured on. */
public record Machine(String processor, int cores, double gibibytes, String system, String java) {
    /** This one. */
    public static Machine here() {
        double kibibytes = first("/proc/meminfo", "MemTotal", line -> line.replaceAll("[^0-9]", ""))
                .transform(digits -> digits.isEmpty() ? Double.NaN : Double.parseDouble(digits));
        String processor = first(
                "/proc/cpuinfo",
                "model name",
                line -> line.substring(line.indexOf(':') + 1).strip());
        return new Machine(
                processor.isEmpty() ? System.getProperty("os.arch") : processor,
                Runtime.getRuntime().availableProcessors(),
                kibibytes / 1_048_576,
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vendor") + " " + Runtime.version());
    }

    private static String first(String file, String beginning, Function<String, String> value) {
        try {
            List<String> lines = Files.readAllLines(Path.of(file), StandardCharsets.UTF_8);
            return lines.stream()
                    .filter(line -> line.startsWith(beginning))
                    .findFirst()
                    .map(value)
                    .orElse("");
        } catch (IOException _) {
            return ""; // a system without /proc
        }
    }

    /** One sentence. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "%s, %d core%s, %.1f GiB of memory, %s, Java %s.",
                processor,
                cores,
                cores == 1 ? "" : "s",
                gibibytes,
                system,
                java);
    }
}
