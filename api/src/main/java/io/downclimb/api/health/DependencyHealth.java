package io.downclimb.api.health;

import io.downclimb.api.request.Dependencies;
import io.downclimb.api.request.Presence;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** Readiness is red while Postgres or Temporal does not answer, or the node is being stopped. Reads what the pings found, so it never hangs itself. */
@Singleton
@Readiness
class DependencyHealth implements HealthIndicator {
    private final Dependencies dependencies;
    private final Presence presence;

    DependencyHealth(Dependencies dependencies, Presence presence) {
        this.dependencies = dependencies;
        this.presence = presence;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Flux.just(
                result("postgres", dependencies.postgresUp()),
                result("temporal", dependencies.temporalUp()),
                result("desk", !presence.isClosing()));
    }

    private static HealthResult result(String name, boolean up) {
        return HealthResult.builder(name, up ? HealthStatus.UP : HealthStatus.DOWN)
                .build();
    }
}
