package io.downclimb.api.config;

import java.time.Duration;

/** Reads {@code incident}, and warns where the store forgets sooner than incidents shall be exported. */
final class IncidentReader {
    private static final Duration LONGEST = Duration.ofDays(3_650);
    private static final long SMALLEST = 1024L * 1024;
    private static final long LARGEST = 1024L * 1024 * 1024 * 1024;

    private IncidentReader() {}

    static IncidentRules read(Section top, Store store, Warnings warnings) {
        Section incident = top.section("incident", Keys.INCIDENT);
        IncidentRules defaults = IncidentRules.DEFAULT;
        Scalar contents = incident.scalar("contents");
        Boolean allowed = contents == null ? null : contents.choice(Choices.FLAGS);
        Scalar size = incident.scalar("max-size");
        Long maxSize = size == null ? null : size.wholeLong(SMALLEST, LARGEST);
        IncidentRules rules = new IncidentRules(
                incident.duration("window", defaults.window(), Duration.ofMinutes(1), LONGEST),
                allowed == null ? defaults.contents() : allowed,
                maxSize == null ? defaults.maxSize() : maxSize);
        warn(rules, store, warnings);
        return rules;
    }

    private static void warn(IncidentRules rules, Store store, Warnings warnings) {
        if (rules.window().compareTo(store.keepFacts()) > 0) {
            warn("store.keep-facts", store.keepFacts(), "requests", rules, warnings);
        }
        if (rules.contents() && rules.window().compareTo(store.keepContents()) > 0) {
            warn("store.keep-contents", store.keepContents(), "prompts and answers", rules, warnings);
        }
    }

    private static void warn(String key, Duration kept, String what, IncidentRules rules, Warnings warnings) {
        String window = Durations.format(rules.window());
        warnings.add(
                "incident.window",
                "%s is longer than %s, %s: exports that reach further back lack the %s; set %s to %s or more, or incident.window to %s or less"
                        .formatted(window, key, Durations.format(kept), what, key, window, Durations.format(kept)));
    }
}
