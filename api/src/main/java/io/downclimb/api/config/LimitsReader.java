package io.downclimb.api.config;

import java.time.Duration;

/** Reads {@code limits}. */
final class LimitsReader {
    private static final int LARGEST_BODY = 256 * 1024 * 1024;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private LimitsReader() {}

    static Limits read(Section top) {
        Section limits = top.section("limits", Keys.LIMITS);
        Limits defaults = Limits.DEFAULT;
        return new Limits(
                limits.whole("body-bytes", Math.toIntExact(defaults.bodyBytes()), 1024, LARGEST_BODY),
                limits.whole("messages", defaults.messages(), 1, 100_000),
                limits.whole("nesting", defaults.nesting(), 8, 500),
                limits.duration("minimum-deadline", defaults.minimumDeadline(), Duration.ofMinutes(1)),
                limits.duration("header-timeout", defaults.headerTimeout(), SHORTEST, LONGEST),
                limits.duration("body-timeout", defaults.bodyTimeout(), SHORTEST, LONGEST),
                limits.whole("streams", defaults.streams(), 1, 1_000_000),
                limits.whole("starts", defaults.starts(), 1, 100_000),
                limits.duration(
                        "stalled-reader", defaults.stalledReader(), Duration.ofMillis(100), Duration.ofHours(1)));
    }
}
