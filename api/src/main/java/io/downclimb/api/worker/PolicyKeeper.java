package io.downclimb.api.worker;

import io.downclimb.activities.request.PolicyBook;
import io.downclimb.api.request.Routes;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.inject.Singleton;

/** Writes the configured policies down before the doors open. */
@Singleton
class PolicyKeeper {
    private final Routes routes;
    private final PolicyBook policies;

    PolicyKeeper(Routes routes, PolicyBook policies) {
        this.routes = routes;
        this.policies = policies;
    }

    @EventListener
    void keep(StartupEvent started) {
        routes.byName().values().forEach(route -> policies.keep(route.policy(), route.texts()));
    }
}
