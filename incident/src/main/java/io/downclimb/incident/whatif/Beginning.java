package io.downclimb.incident.whatif;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentBreaker;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.breaker.Baseline;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerState;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.CircuitState;
import io.downclimb.workflows.breaker.LatencyHistogram;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.breaker.ProbeSchedule;
import io.downclimb.workflows.breaker.Ramp;
import io.downclimb.workflows.breaker.Reason;
import io.downclimb.workflows.breaker.Watch;
import io.downclimb.workflows.status.StatusNews;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How breakers stood when an incident began. The file holds how they stood in the end, so this is worked out backwards:
 *
 * <ol>
 *   <li>A circuit was in the phase that its first recorded transition left; without one it is where it was all the time. Detectors begin afresh: what
 *       they stood at is not known.
 *   <li>A baseline that was frozen before the incident is kept. One that was frozen during it is learned again: of its 200 answers those that were not
 *       in the incident were heard before, and are taken to have been like the others.
 * </ol>
 */
final class Beginning {
    private final Incident incident;
    private final long from;

    private Beginning(Incident incident, long from) {
        this.incident = incident;
        this.from = from;
    }

    /**
     * The breakers of the providers that were watched, and of those that are to be.
     *
     * @param changed settings by provider; a provider that is not among them keeps its own
     */
    static SortedMap<String, BreakerState> of(Incident incident, Map<String, BreakerSettings> changed, long from) {
        Beginning beginning = new Beginning(incident, from);
        SortedMap<String, BreakerState> states = new TreeMap<>(Setup.fresh(changed, from));
        incident.breakers()
                .forEach(breaker -> states.put(
                        breaker.provider(),
                        beginning.state(breaker, changed.getOrDefault(breaker.provider(), breaker.settings()))));
        return states;
    }

    private BreakerState state(IncidentBreaker breaker, BreakerSettings settings) {
        Map<String, Baseline> baselines = new HashMap<>(breaker.state().baselines());
        Map<String, LatencyHistogram> learning = new HashMap<>();
        breaker.state().baselines().forEach((model, baseline) -> {
            List<Long> heard = wholes(breaker.provider(), model, baseline.at());
            if (baseline.at() >= from && !heard.isEmpty()) {
                baselines.remove(model);
                learn(learning, model, Baseline.SAMPLES - heard.size(), heard);
            }
        });
        breaker.state().learning().forEach((model, times) -> {
            List<Long> heard = wholes(breaker.provider(), model, Long.MAX_VALUE);
            learn(learning, model, times.count() - heard.size(), heard);
        });
        return new BreakerState(
                breaker.provider(),
                0,
                settings,
                circuits(breaker, settings),
                learning,
                baselines,
                StatusNews.UNKNOWN,
                Map.of(),
                0);
    }

    private static void learn(Map<String, LatencyHistogram> learning, String model, int missing, List<Long> like) {
        LatencyHistogram times = LatencyHistogram.EMPTY;
        for (int place = 0; place < Math.min(missing, Baseline.SAMPLES - 1) && !like.isEmpty(); place++) {
            times = times.plus(like.get(place % like.size()));
        }
        if (times.count() > 0) {
            learning.put(model, times);
        }
    }

    /** Times to first content of a model's whole answers that ended by then. */
    private List<Long> wholes(String provider, String model, long until) {
        List<Long> times = new ArrayList<>();
        for (IncidentRequest request : incident.requests()) {
            for (IncidentAttempt attempt : request.attempts()) {
                AttemptResult result = attempt.result();
                Long first = result == null ? null : result.firstContentMs();
                if (result != null
                        && first != null
                        && result.outcome() instanceof Outcome.Whole
                        && attempt.provider().equals(provider)
                        && attempt.model().equals(model)
                        && attempt.sentAt() + result.totalMs() <= until) {
                    times.add(first);
                }
            }
        }
        return times;
    }

    private List<CircuitState> circuits(IncidentBreaker breaker, BreakerSettings settings) {
        Map<String, IncidentTransition> first = new LinkedHashMap<>();
        incident.transitions().stream()
                .filter(transition -> transition.provider().equals(breaker.provider()))
                .forEach(transition -> first.putIfAbsent(transition.circuit(), transition));
        List<CircuitState> circuits = new ArrayList<>();
        first.values().stream()
                .filter(transition -> transition.from() != Phase.CLOSED)
                .map(transition -> before(transition, settings))
                .forEach(circuits::add);
        breaker.state().circuits().stream()
                .filter(circuit -> circuit.phase() != Phase.CLOSED)
                .filter(circuit -> circuit.since() < from)
                .filter(circuit -> !first.containsKey(circuit.id().text()))
                .forEach(circuits::add);
        return circuits;
    }

    private CircuitState before(IncidentTransition transition, BreakerSettings settings) {
        CircuitId id = CircuitId.parse(transition.circuit());
        boolean ramping = transition.from() == Phase.RAMPING;
        ProbeSchedule.Rhythm rhythm = switch (id) {
            case CircuitId.Health _ -> ProbeSchedule.Rhythm.HEALTH;
            case CircuitId.Quality _ -> ProbeSchedule.Rhythm.QUALITY;
            case CircuitId.Key _, CircuitId.Model _ -> ProbeSchedule.Rhythm.LATCH;
        };
        Ramp.Pace pace = id instanceof CircuitId.Quality ? Ramp.Pace.AFTER_QUALITY : Ramp.Pace.AFTER_ERRORS;
        return new CircuitState(
                id,
                ramping ? Phase.RAMPING : Phase.OPEN,
                reason(transition.reason(), id),
                0,
                from,
                false,
                null,
                ramping ? new Ramp(pace, 0, from, 0) : null,
                ramping ? null : new ProbeSchedule(rhythm, Math.max(from, transition.at()), 1),
                null,
                List.of(),
                List.of(),
                watch(id, settings),
                from);
    }

    private static Reason reason(@Nullable String recorded, CircuitId id) {
        return Arrays.stream(Reason.values())
                .filter(reason -> reason.name().equalsIgnoreCase(recorded))
                .findFirst()
                .orElse(
                        switch (id) {
                            case CircuitId.Health _ -> Reason.ERRORS;
                            case CircuitId.Quality _ -> Reason.QUALITY;
                            case CircuitId.Key _, CircuitId.Model _ -> Reason.LATCH;
                        });
    }

    private static Watch watch(CircuitId id, BreakerSettings settings) {
        return switch (id) {
            case CircuitId.Health _ -> new Watch.Health(settings.errors(), settings.latency(), 0, null, 0, null);
            case CircuitId.Quality _ -> new Watch.Quality(settings.validators(), null, null, null, null);
            case CircuitId.Key _, CircuitId.Model _ -> new Watch.Latch(null, 0);
        };
    }
}
