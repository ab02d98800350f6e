package io.downclimb.workflows.breaker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A breaker's circuits, in the order they came. At most 200: then one that is closed and was not heard for longest makes room, those that
 * never left their first generation before others. No circuit's generation is ever used again, not even after it was dropped: once a
 * circuit with transitions was, new ones begin above it.
 */
final class Circuits {
    private static final int AT_MOST = 200;

    private final Map<CircuitId, Circuit> byId = new LinkedHashMap<>();
    private final Journal journal;
    private final List<Decided.Bucket> unwritten = new ArrayList<>();
    private long firstGeneration;

    Circuits(Collection<CircuitState> states, long firstGeneration, Journal journal) {
        this.firstGeneration = firstGeneration;
        this.journal = journal;
        states.forEach(state -> byId.put(state.id(), of(state)));
    }

    @Nullable
    Circuit get(CircuitId id) {
        return byId.get(id);
    }

    /** The circuit, made if need be; null where there is no room for it. */
    @Nullable
    Circuit getOrMake(CircuitId id, Surroundings around) {
        Circuit known = byId.get(id);
        if (known != null) {
            return known;
        }
        if (byId.size() >= AT_MOST && !makeRoom()) {
            return null;
        }
        Circuit made = fresh(id, around);
        byId.put(id, made);
        journal.touch();
        if (made instanceof HealthCircuit health) {
            health.follow(around);
        }
        return made;
    }

    /** Closed, and nothing heard yet. */
    private Circuit fresh(CircuitId id, Surroundings around) {
        Watch watch = switch (id) {
            case CircuitId.Health _ -> HealthCircuit.watch(around.settings());
            case CircuitId.Quality _ -> QualityCircuit.watch(around.settings());
            case CircuitId.Key _, CircuitId.Model _ -> new Watch.Latch(null, 0);
        };
        return of(new CircuitState(
                id,
                Phase.CLOSED,
                null,
                firstGeneration,
                around.now(),
                false,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                watch,
                around.now()));
    }

    private Circuit of(CircuitState state) {
        return switch (state.watch()) {
            case Watch.Health health -> new HealthCircuit(state, health, journal);
            case Watch.Quality quality -> new QualityCircuit(state, quality, journal);
            case Watch.Latch latch -> new LatchCircuit(state, latch, journal);
        };
    }

    private boolean makeRoom() {
        Circuit least = byId.values().stream()
                .filter(Circuit::mayBeForgotten)
                .min(Comparator.<Circuit, Boolean>comparing(circuit -> circuit.generation() > firstGeneration)
                        .thenComparingLong(Circuit::heardAt))
                .orElse(null);
        if (least == null) {
            return false;
        }
        drop(least);
        return true;
    }

    private void drop(Circuit circuit) {
        if (circuit.generation() > 0) {
            firstGeneration = Math.max(firstGeneration, circuit.generation());
        }
        unwritten.addAll(circuit.drainWindows());
        byId.remove(circuit.id());
    }

    /** Drops health circuits of the other scope, but for those that an operator holds. */
    void keepScope(BreakerSettings.Scope scope) {
        List<Circuit> others = byId.values().stream()
                .filter(circuit -> circuit.id() instanceof CircuitId.Health(String model)
                        && (model == null) != (scope == BreakerSettings.Scope.PER_PROVIDER)
                        && !circuit.forced())
                .toList();
        others.forEach(this::drop);
    }

    void follow(Surroundings around) {
        forEach(circuit -> {
            if (circuit instanceof HealthCircuit health) {
                health.follow(around);
            }
        });
    }

    void forEach(Consumer<Circuit> what) {
        byId.values().forEach(what);
    }

    long nextDue(BreakerSettings settings) {
        return byId.values().stream()
                .mapToLong(circuit -> circuit.nextDue(settings))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    List<Decided.Bucket> drainWindows() {
        List<Decided.Bucket> buckets = new ArrayList<>(unwritten);
        unwritten.clear();
        forEach(circuit -> buckets.addAll(circuit.drainWindows()));
        return buckets;
    }

    List<CircuitState> states() {
        return byId.values().stream().map(Circuit::state).toList();
    }

    List<BreakerView.CircuitView> views(Surroundings around) {
        return byId.values().stream().map(circuit -> circuit.view(around)).toList();
    }

    long firstGeneration() {
        return firstGeneration;
    }
}
