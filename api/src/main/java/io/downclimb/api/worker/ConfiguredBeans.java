package io.downclimb.api.worker;

import io.downclimb.activities.breaker.BreakerPlan;
import io.downclimb.activities.provider.Providers;
import io.downclimb.activities.status.StatusPlan;
import io.downclimb.api.admission.StartBounds;
import io.downclimb.api.config.Configuration;
import io.downclimb.api.request.AcceptanceLimits;
import io.downclimb.api.request.CallerQueue;
import io.downclimb.api.request.Routes;
import io.downclimb.api.request.TaskQueue;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** Hands each room the part of the configuration that it needs, and no more. */
@Factory
class ConfiguredBeans {
    @Singleton
    Providers providers(Configuration configuration) {
        return new Providers(configuration.providers());
    }

    @Singleton
    BreakerPlan breakers(Configuration configuration) {
        return new BreakerPlan(configuration.breakers());
    }

    @Singleton
    StatusPlan statusPages(Configuration configuration) {
        return new StatusPlan(configuration.statusPages());
    }

    @Singleton
    Routes routes(Configuration configuration) {
        Map<String, Routes.Version> byName = new LinkedHashMap<>();
        configuration
                .routes()
                .forEach((name, route) -> byName.put(
                        name, new Routes.Version(route.policy(), route.hash(), route.texts(), route.keepAlive())));
        return new Routes(byName);
    }

    @Singleton
    AcceptanceLimits limits(Configuration configuration) {
        return new AcceptanceLimits(configuration.limits().minimumDeadline());
    }

    @Singleton
    StartBounds starts(Configuration configuration) {
        return StartBounds.of(
                configuration.limits().starts(), Runtime.getRuntime().availableProcessors());
    }

    @Singleton
    CallerQueue callerQueue(Configuration configuration) {
        return new CallerQueue(configuration.engine().taskQueue() + "-" + UUID.randomUUID());
    }

    @Singleton
    TaskQueue taskQueue(Configuration configuration) {
        return new TaskQueue(configuration.engine().taskQueue());
    }
}
