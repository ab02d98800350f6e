package io.downclimb.api.config;

import java.time.Duration;

/**
 * What a request may be, at most; and how little time it may give, at least.
 *
 * @param bodyBytes of a request's body
 * @param messages in a request
 * @param nesting depth of a request's JSON
 * @param minimumDeadline the shortest deadline a caller may ask for
 * @param headerTimeout for the headers of a request to be complete
 * @param bodyTimeout for its body to be complete, from there
 * @param streams the most streamed replies that a node has under way at once
 * @param starts the most requests that a node works on at once, those that wait for their providers not counted
 * @param stalledReader how long a caller whose answer is streamed may take nothing of it
 */
public record Limits(
        long bodyBytes,
        int messages,
        int nesting,
        Duration minimumDeadline,
        Duration headerTimeout,
        Duration bodyTimeout,
        int streams,
        int starts,
        Duration stalledReader) {
    private static final int STARTS_OF_A_PROCESSOR = 32;

    static final Limits DEFAULT = new Limits(
            10L * 1024 * 1024,
            4096,
            64,
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            1000,
            STARTS_OF_A_PROCESSOR * Runtime.getRuntime().availableProcessors(),
            Duration.ofSeconds(30));
}
