package io.downclimb.incident.whatif;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentBreaker;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.OperatorAction;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusNews;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What breakers were told from outside, as their transitions show it: operators' words, and status pages. They come again at the same
 * times, whatever the policy.
 *
 * <p>A transition says that a page opened a circuit, and not how bad it said things were: the level is that of the page as it was last read, where that
 * tells of an outage since then, else a partial outage. A page that told of trouble short of an outage left no trace, and is not told again.
 */
final class Happenings {
    /** A page is read again before it is out of date. */
    private static final long READ_AGAIN_MS = 60_000;

    private final List<Happening> happenings = new ArrayList<>();
    private final Map<String, StatusNews> lastRead = new HashMap<>();
    private final Map<String, Long> outageSince = new HashMap<>();

    private Happenings(Incident incident) {
        for (IncidentBreaker breaker : incident.breakers()) {
            lastRead.put(breaker.provider(), breaker.state().status());
        }
        incident.transitions().forEach(this::see);
        long end = incident.manifest().selection().until();
        Map.copyOf(outageSince).forEach((provider, _) -> outageUntil(provider, end));
    }

    static List<Happening> of(Incident incident) {
        return List.copyOf(new Happenings(incident).happenings);
    }

    private void see(IncidentTransition transition) {
        switch (transition.cause()) {
            case "status" -> outageSince.putIfAbsent(transition.provider(), transition.at());
            case "status well" -> {
                outageUntil(transition.provider(), transition.at());
                happenings.add(new Happening.Page(
                        transition.provider(),
                        transition.at(),
                        new StatusNews(StatusLevel.OPERATIONAL, transition.at(), transition.at())));
            }
            case "operator" ->
                say(transition, transition.to() == Phase.OPEN ? OperatorAction.Kind.OPEN : OperatorAction.Kind.CLOSE);
            case "released" -> say(transition, OperatorAction.Kind.RELEASE);
            case "recalibrated" -> say(transition, OperatorAction.Kind.RECALIBRATE);
            default -> {}
        }
    }

    private void say(IncidentTransition transition, OperatorAction.Kind kind) {
        OperatorAction action =
                new OperatorAction(CircuitId.parse(transition.circuit()), kind, "as recorded", "as recorded");
        happenings.add(new Happening.Word(transition.provider(), transition.at(), action));
    }

    private void outageUntil(String provider, long until) {
        Long since = outageSince.remove(provider);
        if (since == null) {
            return;
        }
        StatusNews read = lastRead.getOrDefault(provider, StatusNews.UNKNOWN);
        boolean still = read.level().compareTo(StatusLevel.PARTIAL_OUTAGE) >= 0 && read.since() <= since;
        StatusLevel level = still ? read.level() : StatusLevel.PARTIAL_OUTAGE;
        for (long at = since; at < until; at += READ_AGAIN_MS) {
            happenings.add(new Happening.Page(provider, at, new StatusNews(level, since, at)));
        }
    }
}
