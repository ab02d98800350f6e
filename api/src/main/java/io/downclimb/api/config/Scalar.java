package io.downclimb.api.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A single value of the file, or of the environment. Each reading method returns null once it has told the mistake; call
 * one of them, once.
 *
 * @param raw as it is written; this is what mistakes show, so that no variable's value gets into a message
 * @param literal whether {@code ${NAME}} in it means just that
 */
record Scalar(Reading reading, String key, int line, String raw, boolean literal) {
    private static final Pattern WHOLE = Pattern.compile("\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,12}(\\.\\d{1,12})?");

    /** The value of an environment variable which overrides the file. */
    static Scalar override(Reading reading, String variable, String value) {
        return new Scalar(reading, variable, 0, value, true);
    }

    @Nullable
    String text() {
        String text = literal ? raw : reading.environment().expand(raw, this::mistake);
        if (text != null && text.isBlank()) {
            mistake("is blank", "give a value, or leave the key out");
            return null;
        }
        return text;
    }

    /** A text in a form, which the fix describes. */
    @Nullable
    String matching(Pattern form, String problem, String fix) {
        String text = text();
        if (text != null && !form.matcher(text).matches()) {
            mistake(problem, fix);
            return null;
        }
        return text;
    }

    @Nullable
    Integer whole(int least, int most) {
        Long value = wholeLong(least, most);
        return value == null ? null : Math.toIntExact(value);
    }

    @Nullable
    Long wholeLong(long least, long most) {
        String text = text();
        if (text == null) {
            return null;
        }
        String range = "write a whole number from %d to %d, without unit or separators".formatted(least, most);
        if (!WHOLE.matcher(text).matches()) {
            mistake("is not a whole number", range);
            return null;
        }
        long value = Long.parseLong(text);
        if (value < least || value > most) {
            mistake("is out of range", range);
            return null;
        }
        return value;
    }

    @Nullable
    BigDecimal decimal(BigDecimal most) {
        String text = text();
        if (text == null) {
            return null;
        }
        String range = "write a number from 0 to %s, such as 0.7".formatted(most.toPlainString());
        if (!DECIMAL.matcher(text).matches()) {
            mistake("is not a number", range);
            return null;
        }
        BigDecimal value = new BigDecimal(text);
        if (value.compareTo(most) > 0) {
            mistake("is out of range", range);
            return null;
        }
        return value;
    }

    /** Longer than nothing, and at most this long. */
    @Nullable
    Duration duration(Duration most) {
        String text = text();
        if (text == null) {
            return null;
        }
        if (DECIMAL.matcher(text).matches()) {
            mistake("has no unit", "give a unit: %ss or %sms".formatted(raw, raw));
            return null;
        }
        Duration value = Durations.parse(text);
        if (value == null) {
            mistake("is not a duration", "write whole numbers with a unit, such as 250ms, 8s, 10m, 24h or 1m30s");
            return null;
        }
        if (value.isZero() || value.compareTo(most) > 0) {
            mistake("is out of range", "write a duration above 0 and up to " + Durations.format(most));
            return null;
        }
        return value;
    }

    /** At least and at most this long. */
    @Nullable
    Duration duration(Duration least, Duration most) {
        Duration value = duration(most);
        if (value != null && value.compareTo(least) < 0) {
            mistake(
                    "is out of range",
                    "write a duration from %s to %s".formatted(Durations.format(least), Durations.format(most)));
            return null;
        }
        return value;
    }

    <T> @Nullable T choice(Map<String, T> choices) {
        String text = text();
        if (text == null) {
            return null;
        }
        T chosen = choices.get(text);
        if (chosen == null) {
            mistake("is not one of: " + String.join(", ", choices.keySet()), Suggestion.of(text, choices.keySet()));
        }
        return chosen;
    }

    void mistake(String problem, String fix) {
        reading.mistakes().add(key, line, raw, problem, fix);
    }

    void mistakeWithoutValue(String problem, String fix) {
        reading.mistakes().add(key, line, null, problem, fix);
    }
}
