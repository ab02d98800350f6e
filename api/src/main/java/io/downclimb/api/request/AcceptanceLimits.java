package io.downclimb.api.request;

import java.time.Duration;

/** The shortest deadline a caller may ask for: below it, nothing could be tried. */
public record AcceptanceLimits(Duration minimumDeadline) {}
