package io.downclimb.api.http;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * How much one call may carry. The server's own {@code micronaut.server.max-request-size} follows {@code body-bytes}.
 *
 * @param bodyBytes the longest body, in bytes
 * @param messages the most messages
 * @param nesting how deep JSON may nest
 */
@ConfigurationProperties("downclimb.http")
public record DoorLimits(
        @Bindable(defaultValue = "10485760") long bodyBytes,
        @Bindable(defaultValue = "4096") int messages,
        @Bindable(defaultValue = "64") int nesting) {
    public DoorLimits {
        positive("downclimb.http.body-bytes", bodyBytes);
        positive("downclimb.http.messages", messages);
        positive("downclimb.http.nesting", nesting);
    }

    private static void positive(String key, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + " is " + value + ": give a whole number of at least 1");
        }
    }
}
