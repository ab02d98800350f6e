package io.downclimb.api.config;

import io.downclimb.activities.provider.Provider;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.status.StatusSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The providers of the file.
 *
 * @param present by name, in the order of the file
 * @param names of all, also of those left out by {@code when-set} and of those with mistakes
 * @param absent the names of those left out by {@code when-set}
 * @param breakers how each is watched, also of those left out; none for those that go unwatched
 * @param statusPages where those that have a status page say how they are, also of those left out
 */
record Providers(
        Map<String, Provider> present,
        Set<String> names,
        Set<String> absent,
        Map<String, BreakerSettings> breakers,
        Map<String, StatusSource> statusPages) {
    /** The settings of those that are present. */
    Map<String, BreakerSettings> presentBreakers() {
        return present(breakers);
    }

    /** The pages of those that are present and have one. */
    Map<String, StatusSource> presentStatusPages() {
        return present(statusPages);
    }

    private <T> Map<String, T> present(Map<String, T> all) {
        Map<String, T> kept = new HashMap<>(all);
        kept.keySet().retainAll(present.keySet());
        return kept;
    }
}
