package io.downclimb.workflows.breaker;

import io.downclimb.workflows.breaker.BreakerView.CircuitView;
import io.downclimb.workflows.policy.Fraction;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.policy.StatusShift;
import io.downclimb.workflows.status.StatusLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says which rungs of a route a request may try, as the breakers stand.
 *
 * <ol>
 *   <li>A rung asks its provider's health circuit, its own quality circuit, and the latches of its model and of the provider's keys. Each must let
 *       it pass; of the keys one is enough.
 *   <li>Closed lets all pass, open and half-open none. While ramping a request passes if its place in the circuit ({@link Fraction}) lies below the
 *       share: who passed at 10 % passes at 50 %.
 *   <li>Open because of a status page is another matter: the route's policy says which share passes over, the rest goes on. On the
 *       way back, never less passes than did in the outage.
 *   <li>Where every rung that calls a model is kept back, two requests in a hundred try all the same (the trickle), on the first rung that neither
 *       an operator nor a latch keeps back.
 * </ol>
 */
public final class Admissions {
    private static final double TRICKLE = 0.02;

    /** The breakers as a node knows them. */
    public interface World {
        BreakerView view(String provider);

        /** The circuits of the keys that this node has for the provider. */
        List<CircuitId.Key> keys(String provider);
    }

    private final World world;

    public Admissions(World world) {
        this.world = world;
    }

    /** One admission for each rung that calls a model, in the ladder's order. */
    public List<Admission> of(Policy policy, String requestId) {
        List<Admission> admissions = new ArrayList<>();
        for (int index = 0; index < policy.ladder().size(); index++) {
            if (policy.ladder().get(index) instanceof Rung.Model rung) {
                admissions.add(ask(policy, index, rung, requestId));
            }
        }
        boolean allKept = admissions.stream().noneMatch(Admission::allowed);
        if (allKept && Fraction.of("trickle", requestId) < TRICKLE) {
            for (int place = 0; place < admissions.size(); place++) {
                Admission kept = admissions.get(place);
                if (mayTrickle(kept, policy)) {
                    admissions.set(place, new Admission(kept.rung(), true, null, kept.seen(), true));
                    break;
                }
            }
        }
        return admissions;
    }

    /** The admission of one rung, which must call a model. */
    public Admission of(Policy policy, int rung, String requestId) {
        return of(policy, requestId).stream()
                .filter(admission -> admission.rung() == rung)
                .findFirst()
                .orElseThrow();
    }

    private Admission ask(Policy policy, int index, Rung.Model rung, String requestId) {
        BreakerView view = world.view(rung.provider());
        List<Admission.Seen> seen = new ArrayList<>();
        String why = null;
        List<CircuitId> always =
                List.of(view.health(rung.model()), new CircuitId.Quality(policy.route(), rung.tier(), rung.version()));
        for (CircuitId id : always) {
            Optional<CircuitView> circuit = view.circuit(id);
            seen.add(circuit.map(Admissions::seen).orElse(new Admission.Seen(id, Phase.CLOSED, null, 0)));
            if (why == null
                    && circuit.isPresent()
                    && !passes(circuit.get(), view.status(), policy.shift(), requestId)) {
                why = why(circuit.get());
            }
        }
        Optional<CircuitView> model = view.circuit(new CircuitId.Model(rung.model()));
        if (model.isPresent() && isOpen(model.get())) {
            seen.add(seen(model.get()));
            why = why == null ? why(model.get()) : why;
        }
        List<CircuitView> refused = world.keys(rung.provider()).stream()
                .flatMap(key -> view.circuit(key).stream())
                .filter(Admissions::isOpen)
                .toList();
        refused.forEach(key -> seen.add(seen(key)));
        if (!refused.isEmpty() && refused.size() == world.keys(rung.provider()).size()) {
            why = why == null ? why(refused.getFirst()) : why;
        }
        return new Admission(index, why == null, why, seen, false);
    }

    private static boolean passes(
            CircuitView circuit, StatusLevel status, @Nullable StatusShift shift, String requestId) {
        boolean byStatus = circuit.reason() == Reason.STATUS;
        double place = Fraction.of(circuit.id().text(), requestId);
        return switch (circuit.phase()) {
            case CLOSED -> true;
            case OPEN -> byStatus && place < 1 - shifted(status, shift);
            case HALF_OPEN -> false;
            case RAMPING ->
                place < (byStatus ? Math.max(circuit.share(), 1 - shifted(cause(circuit), shift)) : circuit.share());
        };
    }

    /** The share of requests that the route sends past a provider of this status. */
    private static double shifted(StatusLevel status, @Nullable StatusShift shift) {
        if (shift == null) {
            return 0;
        }
        return switch (status) {
            case UNKNOWN, OPERATIONAL, DEGRADED -> 0;
            case PARTIAL_OUTAGE -> shift.partial();
            case MAJOR_OUTAGE -> shift.major();
        };
    }

    /** The level that opened the circuit stands in its note. */
    private static StatusLevel cause(CircuitView circuit) {
        for (StatusLevel level : StatusLevel.values()) {
            if (level.name().equals(circuit.note())) {
                return level;
            }
        }
        return StatusLevel.UNKNOWN;
    }

    private static boolean isOpen(CircuitView circuit) {
        return circuit.phase() == Phase.OPEN || circuit.phase() == Phase.HALF_OPEN;
    }

    /** A key that was refused keeps nobody back while there is another. */
    private boolean mayTrickle(Admission kept, Policy policy) {
        String provider = ((Rung.Model) policy.ladder().get(kept.rung())).provider();
        long refused = kept.seen().stream().filter(Admissions::isKey).count();
        boolean another = refused < world.keys(provider).size();
        return kept.seen().stream()
                .filter(one -> !(another && isKey(one)))
                .noneMatch(one -> one.phase() != Phase.CLOSED
                        && (one.reason() == Reason.OPERATOR || one.reason() == Reason.LATCH));
    }

    private static boolean isKey(Admission.Seen seen) {
        return seen.circuit() instanceof CircuitId.Key;
    }

    private static Admission.Seen seen(CircuitView circuit) {
        return new Admission.Seen(circuit.id(), circuit.phase(), circuit.reason(), circuit.generation());
    }

    /** In words for trail and history, such as {@code breaker health is open (errors)}. */
    private static String why(CircuitView circuit) {
        String phase = switch (circuit.phase()) {
            case CLOSED -> "closed";
            case OPEN -> "open";
            case HALF_OPEN -> "half-open";
            case RAMPING -> "ramping";
        };
        Reason reason = circuit.reason();
        return "breaker %s is %s%s"
                .formatted(circuit.id().text(), phase, reason == null ? "" : " (" + words(reason) + ")");
    }

    private static String words(Reason reason) {
        return switch (reason) {
            case ERRORS -> "errors";
            case LATENCY -> "latency";
            case VALIDATORS -> "validators";
            case QUALITY -> "quality";
            case STATUS -> "status page";
            case LATCH -> "refused";
            case OPERATOR -> "operator";
        };
    }
}
