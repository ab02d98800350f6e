package io.downclimb.api.health;

import io.downclimb.api.admission.Admissions;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** How many requests this node has in hand. A node that turns some away is well: it answers the others in time. */
@Singleton
class StartsHealth implements HealthIndicator {
    private final Admissions admissions;

    StartsHealth(Admissions admissions) {
        this.admissions = admissions;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        Admissions.Standing standing = admissions.standing();
        return Mono.just(HealthResult.builder("starts", HealthStatus.UP)
                .details(Map.of(
                        "limit", standing.limit(),
                        "in-hand", standing.inHand(),
                        "waiting", standing.waiting(),
                        "turned-away", standing.turnedAway()))
                .build());
    }
}
