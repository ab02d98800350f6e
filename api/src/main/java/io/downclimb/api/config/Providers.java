package io.downclimb.api.config;

import io.downclimb.activities.provider.Provider;
import java.util.Map;
import java.util.Set;

/**
 * The providers of the file.
 *
 * @param present by name, in the order of the file
 * @param names of all, also of those left out by {@code when-set} and of those with mistakes
 * @param absent the names of those left out by {@code when-set}
 */
record Providers(Map<String, Provider> present, Set<String> names, Set<String> absent) {}
