package io.downclimb.api.http;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * What a caller of a stream may cost.
 *
 * @param stalledReaderMs how long it may take nothing, in ms
 * @param waitingBytes how much may wait for it on this node, beside what its connection holds
 */
@ConfigurationProperties("downclimb.streams")
record StreamLimits(
        @Bindable(defaultValue = "30000") long stalledReaderMs,
        @Bindable(defaultValue = "262144") long waitingBytes) {
    Duration stalledReader() {
        return Duration.ofMillis(stalledReaderMs);
    }
}
