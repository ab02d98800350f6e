package io.downclimb.api.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Environment variables which take the place of a value in the file; that value is then not looked at. */
final class Overrides {
    /** All of them. */
    static final List<String> VARIABLES = List.of(
            "DOWNCLIMB_HOST",
            "DOWNCLIMB_PORT",
            "DOWNCLIMB_TOKENS",
            "DOWNCLIMB_DATABASE_URL",
            "DOWNCLIMB_DATABASE_USER",
            "DOWNCLIMB_DATABASE_PASSWORD",
            "DOWNCLIMB_DATABASE_PASSWORD_FILE",
            "DOWNCLIMB_TEMPORAL_TARGET",
            "DOWNCLIMB_TEMPORAL_NAMESPACE");

    private Overrides() {}

    /** The variable's value; else the file's; null where there is neither. */
    static @Nullable Scalar or(Reading reading, String variable, Section section, String key) {
        Scalar override = of(reading, variable);
        return override == null ? section.scalar(key) : override;
    }

    static @Nullable Scalar of(Reading reading, String variable) {
        String value = reading.environment().get(variable);
        return value == null ? null : Scalar.override(reading, variable, value);
    }
}
