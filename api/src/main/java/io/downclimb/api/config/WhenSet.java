package io.downclimb.api.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * {@code when-set: NAME} or {@code when-set: [NAME, OTHER]}: the section counts only where one of these variables is set.
 * It is how one file serves machines with and without a provider's key.
 */
final class WhenSet {
    private static final Pattern NAME = Environment.NAME;

    private WhenSet() {}

    /** Whether the section counts; it does where it has no condition. */
    static boolean holds(Section section) {
        Element condition = section.member("when-set");
        if (condition == null) {
            return true;
        }
        List<Element> names = condition.isList() ? condition.list() : List.of(condition);
        if (names.isEmpty()) {
            condition.mistake(null, "names no variable", "name an environment variable, or leave the key out");
        }
        boolean holds = false;
        for (Element name : names) {
            Scalar scalar = name.scalar();
            if (scalar != null && isName(scalar)) {
                holds |= scalar.reading().environment().has(scalar.raw());
            }
        }
        return holds;
    }

    private static boolean isName(Scalar scalar) {
        if (NAME.matcher(scalar.raw()).matches()) {
            return true;
        }
        scalar.mistake("is not the name of an environment variable", "write the bare name, such as OPENAI_API_KEY");
        return false;
    }
}
