package io.downclimb.api.request;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a dependency answers, as its pings and its work tell: a ping that was lost behind other work counts as answered where some of that work was done since it was
 * sent. A busy dependency is not one that is away.
 */
final class Pulse {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    /** Less than a caller's patience: a dependency that hangs since before the caller came has no beat within it. */
    private static final Duration A_MOMENT = Duration.ofMillis(1_200);
    /** One slow ping is a busy machine; two are an outage. */
    private static final int MISSED_PINGS = 2;

    private final String dependency;
    private volatile int missed; // written by one pinging thread at a time
    private volatile Instant lastBeat;

    Pulse(String dependency, Instant now) {
        this.dependency = dependency;
        lastBeat = now;
    }

    String dependency() {
        return dependency;
    }

    boolean up() {
        return missed < MISSED_PINGS;
    }

    /** Whether it answered a moment ago, so that what takes long is slow and not lost. */
    boolean beats(Instant now) {
        return Duration.between(lastBeat, now).compareTo(A_MOMENT) < 0;
    }

    /** It has just done something for us. */
    void beat(Instant now) {
        lastBeat = now;
    }

    /**
     * A ping has come back, or was waited for long enough.
     *
     * @param asked when it was sent
     */
    void felt(Instant asked, boolean pinged, Instant now) {
        if (pinged) {
            beat(now);
        }
        boolean answered = pinged || lastBeat.isAfter(asked);
        int before = missed;
        missed = answered ? 0 : before + 1;
        if (before < MISSED_PINGS && missed == MISSED_PINGS) {
            LOG.error("{} does not answer: new requests are refused until it does", dependency);
        } else if (before >= MISSED_PINGS && answered) {
            LOG.info("{} answers again", dependency);
        }
    }
}
