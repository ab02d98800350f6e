package io.downclimb.api.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The words of the file for an enum's values: {@code PER_MODEL} is written {@code per-model}. They are in the enum's order,
 * which messages keep.
 */
final class Choices {
    /** Yes or no. */
    static final Map<String, Boolean> FLAGS = flags();

    private Choices() {}

    private static Map<String, Boolean> flags() {
        Map<String, Boolean> flags = new LinkedHashMap<>();
        flags.put("true", true);
        flags.put("false", false);
        return Collections.unmodifiableMap(flags);
    }

    static <E extends Enum<E>> Map<String, E> of(Class<E> type) {
        Map<String, E> choices = new LinkedHashMap<>();
        for (E value : type.getEnumConstants()) {
            choices.put(value.name().toLowerCase(Locale.ROOT).replace('_', '-'), value);
        }
        return Collections.unmodifiableMap(choices);
    }
}
