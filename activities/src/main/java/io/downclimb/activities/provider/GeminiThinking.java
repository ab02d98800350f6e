package io.downclimb.activities.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a Gemini model is told how hard to think, which differs between generations. The values are those that Google gives for {@code
 * reasoning_effort} in its own OpenAI-compatible API: levels from Gemini 3 on, budgets in tokens for Gemini 2.5, nothing for all others.
 */
enum GeminiThinking {
    LEVELS,
    /** As above, but the least is LOW. */
    LEVELS_FROM_LOW,
    BUDGETS,
    /** As above, but thinking cannot be turned off. */
    BUDGETS_ABOVE_ZERO,
    NONE;

    private static final Pattern NUMBERED = Pattern.compile("gemini-(\\d{1,3})(?:\\.(\\d{1,3}))?(?:-.*)?");
    private static final Pattern LATEST = Pattern.compile("gemini-(?:pro|flash|flash-lite)-latest");

    static GeminiThinking of(String model) {
        String name = model.toLowerCase(Locale.ROOT).replaceFirst("^models/", "");
        boolean pro = name.matches(".*-pro(?:-.*)?");
        Matcher numbered = NUMBERED.matcher(name);
        if (!numbered.matches()) {
            return LATEST.matcher(name).matches() ? levels(pro) : NONE;
        }
        int generation = Integer.parseInt(numbered.group(1));
        if (generation >= 3) {
            return levels(pro);
        }
        if (generation == 2 && "5".equals(numbered.group(2))) {
            return pro ? BUDGETS_ABOVE_ZERO : BUDGETS;
        }
        return NONE;
    }

    private static GeminiThinking levels(boolean pro) {
        return pro ? LEVELS_FROM_LOW : LEVELS;
    }

    /**
     * Whether the model turns down calls of tools that come without the signature it gave them, as those that another model made do.
     */
    boolean wantsSignatures() {
        return this == LEVELS || this == LEVELS_FROM_LOW;
    }

    /** Writes {@code thinkingConfig}. An effort that the model cannot be told, or not as asked, is reported. */
    void write(String effort, ObjectNode tuning, List<String> dropped) {
        boolean beyond = effort.equals("xhigh") || effort.equals("max");
        String nearest = beyond ? "high" : effort;
        String level = level(nearest);
        Integer budget = budget(nearest);
        if (level != null) {
            tuning.putObject("thinkingConfig").put("thinkingLevel", level);
        }
        if (budget != null) {
            tuning.putObject("thinkingConfig").put("thinkingBudget", budget);
        }
        if (beyond || (level == null && budget == null)) {
            dropped.add("reasoning_effort");
        }
    }

    private @Nullable String level(String effort) {
        if (!wantsSignatures()) {
            return null;
        }
        return switch (effort) {
            case "minimal" -> this == LEVELS ? "MINIMAL" : "LOW";
            case "low" -> "LOW";
            case "medium" -> "MEDIUM";
            case "high" -> "HIGH";
            default -> null;
        };
    }

    private @Nullable Integer budget(String effort) {
        if (this != BUDGETS && this != BUDGETS_ABOVE_ZERO) {
            return null;
        }
        return switch (effort) {
            case "none" -> this == BUDGETS ? 0 : null;
            case "minimal", "low" -> 1_024;
            case "medium" -> 8_192;
            case "high" -> 24_576;
            default -> null;
        };
    }
}
