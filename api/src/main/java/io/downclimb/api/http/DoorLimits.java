package io.downclimb.api.http;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * How much one call may carry. The server's own {@code micronaut.server.max-request-size} follows {@code body-bytes}.
 *
 * @param bodyBytes the longest body, in bytes
 * @param messages the most messages
 * @param nesting how deep JSON may nest
 * @param headerTimeout for the headers of a request to be complete
 * @param bodyTimeout for the body to be complete, from there
 * @param streams the most streamed replies under way at once
 */
@ConfigurationProperties("downclimb.http")
public record DoorLimits(
        @Bindable(defaultValue = "10485760") long bodyBytes,
        @Bindable(defaultValue = "4096") int messages,
        @Bindable(defaultValue = "64") int nesting,
        @Bindable(defaultValue = "10s") Duration headerTimeout,
        @Bindable(defaultValue = "30s") Duration bodyTimeout,
        @Bindable(defaultValue = "1000") int streams) {
    public DoorLimits {
        positive("downclimb.http.body-bytes", bodyBytes);
        positive("downclimb.http.messages", messages);
        positive("downclimb.http.nesting", nesting);
        positive("downclimb.http.header-timeout", headerTimeout.toMillis());
        positive("downclimb.http.body-timeout", bodyTimeout.toMillis());
        positive("downclimb.http.streams", streams);
    }

    private static void positive(String key, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + " is " + value + ": give a whole number of at least 1");
        }
    }
}
