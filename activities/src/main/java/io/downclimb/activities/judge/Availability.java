package io.downclimb.activities.judge;

import io.downclimb.activities.breaker.BreakerViews;
import io.downclimb.activities.breaker.KeyRing;
import io.downclimb.activities.provider.Provider;
import io.downclimb.activities.provider.Providers;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.policy.Judging.Judge;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a judge can be asked from this node just now. Judges keep away from providers in trouble, and from keys that were refused. */
@Singleton
class Availability {
    private final Providers providers;
    private final BreakerViews breakers;

    Availability(Providers providers, BreakerViews breakers) {
        this.providers = providers;
        this.breakers = breakers;
    }

    /** The judge's provider with the keys that are not latched; null where the judge cannot be asked. */
    @Nullable
    Provider of(Judge judge) {
        Provider provider = providers.find(judge.provider());
        if (provider == null) {
            return null;
        }
        BreakerView view = breakers.of(judge.provider());
        if (shut(view, view.health(judge.model())) || shut(view, new CircuitId.Model(judge.model()))) {
            return null;
        }
        List<String> keys = provider.keys().stream()
                .filter(key -> !shut(view, KeyRing.circuit(key)))
                .toList();
        return keys.isEmpty() ? null : new Provider(provider.name(), provider.api(), provider.baseUrl(), keys);
    }

    private static boolean shut(BreakerView view, CircuitId circuit) {
        return view.circuit(circuit)
                .map(seen -> switch (seen.phase()) {
                    case OPEN, HALF_OPEN -> true;
                    case RAMPING, CLOSED -> false;
                })
                .orElse(false);
    }
}
