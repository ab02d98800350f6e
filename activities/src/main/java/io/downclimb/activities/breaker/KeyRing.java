package io.downclimb.activities.breaker;

import io.downclimb.activities.provider.Provider;
import io.downclimb.activities.provider.Providers;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.policy.Sha256;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keys of this node's providers, by fingerprint. A call takes the first key that is not latched; one that was refused a moment ago is passed
 * over on this node even before the breaker has said so.
 */
@Singleton
public class KeyRing {
    private static final int FINGERPRINT = 12;
    /** Longer than a report and its answer take. */
    private static final Duration MOMENT = Duration.ofSeconds(5);

    private final BreakerViews views;
    /** Asked for by each request: hashed once. */
    private final Map<String, List<CircuitId.Key>> circuits;

    private final Map<CircuitId.Key, Instant> refused = new ConcurrentHashMap<>();

    KeyRing(Providers providers, BreakerViews views) {
        this.views = views;
        this.circuits = providers.byName().values().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Provider::name,
                        provider ->
                                provider.keys().stream().map(KeyRing::circuit).toList()));
    }

    /** The circuit of a key. */
    public static CircuitId.Key circuit(String key) {
        return new CircuitId.Key(Sha256.of(key).substring(0, FINGERPRINT));
    }

    /** The circuits of a provider's keys, in the order of the configuration; none where it is not configured here. */
    public List<CircuitId.Key> circuits(String provider) {
        return circuits.getOrDefault(provider, List.of());
    }

    /** The key to call with now: the first that is not latched, or the first at all. Null where the provider has none. */
    public @Nullable String choose(Provider provider, Instant now) {
        return provider.keys().stream()
                .filter(key -> isAccepted(provider.name(), circuit(key), now))
                .findFirst()
                .orElse(provider.keys().isEmpty() ? null : provider.keys().getFirst());
    }

    /** The key of this circuit; null where this node does not have it. */
    public @Nullable String find(Provider provider, CircuitId.Key circuit) {
        return provider.keys().stream()
                .filter(key -> circuit(key).equals(circuit))
                .findFirst()
                .orElse(null);
    }

    void wasRefused(CircuitId.Key circuit, Instant now) {
        refused.put(circuit, now.plus(MOMENT));
    }

    /** How many keys are not known to be refused. */
    public int accepted(Provider provider, Instant now) {
        return (int) provider.keys().stream()
                .filter(key -> isAccepted(provider.name(), circuit(key), now))
                .count();
    }

    private boolean isAccepted(String provider, CircuitId.Key circuit, Instant now) {
        Instant until = refused.get(circuit);
        if (until != null && until.isAfter(now)) {
            return false;
        }
        BreakerView view = views.of(provider);
        return view.circuit(circuit).map(known -> known.phase() == Phase.CLOSED).orElse(true);
    }
}
