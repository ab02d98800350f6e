package io.downclimb.api.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing in the configuration that keeps Downclimb from starting.
 *
 * @param key the path of the key, such as {@code routes.support-answer.ladder[1].budget}; or the environment variable
 * @param line of the file, from 1; 0 where the mistake is not in the file's text
 * @param value what was found, as it is written in the file, before interpolation; null where nothing was found or where
 *     it may be a secret
 * @param problem what is wrong with it
 * @param fix what to do
 */
public record Mistake(String key, int line, @Nullable String value, String problem, String fix) {
    /** In two lines, for people. */
    @Override
    public String toString() {
        String place = line > 0 ? "line %d: %s".formatted(line, key) : key;
        String found = value == null ? "" : " \"%s\"".formatted(value);
        return "%s:%s %s%n    fix: %s".formatted(place, found, problem, fix);
    }
}
