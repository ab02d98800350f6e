package io.downclimb.api.worker;

import io.downclimb.activities.request.CallsUnderWay;
import io.downclimb.api.request.Dependencies;
import io.downclimb.db.RequestRepository;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends inline calls whose requests another node has concluded, within two looks. Calls made as activities hear of it by their
 * heartbeats, each 800 ms; here one statement asks for all of a node's calls that have lasted that long, and none where there are none.
 */
@Singleton
class InlineWatch {
    private static final Logger LOG = LoggerFactory.getLogger(InlineWatch.class);
    private static final Duration LOOK = Duration.ofMillis(800);

    private final CallsUnderWay calls;
    private final RequestRepository requests;
    private final Dependencies dependencies;

    InlineWatch(CallsUnderWay calls, RequestRepository requests, Dependencies dependencies) {
        this.calls = calls;
        this.requests = requests;
        this.dependencies = dependencies;
    }

    @Scheduled(fixedDelay = "800ms")
    void look() {
        Set<UUID> inline = calls.inlineSince(Instant.now().minus(LOOK));
        if (inline.isEmpty() || !dependencies.postgresUp()) {
            return;
        }
        try {
            requests.concludedAmong(inline).forEach(calls::end);
        } catch (RuntimeException e) {
            LOG.debug("inline calls not looked after: {}", e.getClass().getSimpleName());
        }
    }
}
