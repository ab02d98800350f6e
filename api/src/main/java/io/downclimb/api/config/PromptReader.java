package io.downclimb.api.config;

import io.downclimb.workflows.policy.PromptVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code prompt} and {@code prompt-placement} of a rung. A line {@code --- user ---} in the file ends the system text
 * and begins a wrap for the caller's last message, which has to appear in it as {@code {{message}}}.
 */
final class PromptReader {
    private static final String SEPARATOR = "--- user ---";
    private static final String MESSAGE = "{{message}}";
    private static final Map<String, PromptVersion.Placement> PLACEMENTS =
            Map.of("before", PromptVersion.Placement.BEFORE, "instead", PromptVersion.Placement.INSTEAD);

    private PromptReader() {}

    static @Nullable PromptVersion read(Section rung, Texts texts) {
        Scalar placementSetting = rung.scalar("prompt-placement");
        PromptVersion.Placement placement = placementSetting == null ? null : placementSetting.choice(PLACEMENTS);
        Scalar file = rung.scalar("prompt");
        if (file == null) {
            if (placementSetting != null && rung.member("prompt") == null) {
                placementSetting.mistake(
                        "places a prompt that is not there", "name a file at prompt, or leave this out");
            }
            return null;
        }
        String template = Texts.file(file);
        if (template == null || !isWellFormed(template, file)) {
            return null;
        }
        return new PromptVersion(texts.keep(template), placement == null ? PromptVersion.Placement.BEFORE : placement);
    }

    private static boolean isWellFormed(String template, Scalar file) {
        List<String> lines = template.lines().map(String::strip).toList();
        long separators = lines.stream().filter(SEPARATOR::equals).count();
        if (separators > 1) {
            file.mistake("is a prompt with several lines %s".formatted(SEPARATOR), "keep one of them");
            return false;
        }
        int separator = lines.indexOf(SEPARATOR);
        boolean inSystem = lines.subList(0, Math.max(separator, 0)).stream().anyMatch(line -> line.contains(MESSAGE))
                || (separator < 0 && template.contains(MESSAGE));
        if (inSystem) {
            file.mistake(
                    "is a prompt with %s in its system text, where it means nothing".formatted(MESSAGE),
                    "put it below a line %s".formatted(SEPARATOR));
            return false;
        }
        boolean lost = separator >= 0
                && lines.subList(separator, lines.size()).stream().noneMatch(line -> line.contains(MESSAGE));
        if (lost) {
            file.mistake(
                    "is a prompt that loses the caller's message",
                    "write %s below the line %s".formatted(MESSAGE, SEPARATOR));
        }
        return !lost;
    }
}
