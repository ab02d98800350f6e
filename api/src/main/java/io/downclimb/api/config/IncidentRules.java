package io.downclimb.api.config;

import java.time.Duration;

/**
 * What may become an incident file.
 *
 * @param window how far back one wants to be able to export
 * @param contents whether a file may hold prompts and answers, where it is asked for
 * @param maxSize of a file, in bytes
 */
public record IncidentRules(Duration window, boolean contents, long maxSize) {
    static final IncidentRules DEFAULT = new IncidentRules(Duration.ofDays(7), false, 512L * 1024 * 1024);
}
