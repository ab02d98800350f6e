package io.downclimb.incident.story;

import io.downclimb.incident.IncidentTransition;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.breaker.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The breakers' changes, and breakers in words with the numbers that brought them there. */
final class Circuits {
    private final List<IncidentTransition> transitions;

    Circuits(List<IncidentTransition> transitions) {
        this.transitions = transitions.stream()
                .sorted(Comparator.comparingLong(IncidentTransition::at))
                .toList();
    }

    /** Changes of these providers' breakers within a span of time, its ends included. */
    List<IncidentTransition> between(long from, long until, Set<String> providers) {
        return transitions.stream()
                .filter(one -> one.at() >= from && one.at() <= until && providers.contains(one.provider()))
                .filter(one -> one.from() != one.to())
                .toList();
    }

    /** What was seen of a provider's circuits: those that were not closed, one line each, with their numbers; or that all were closed. */
    List<String> words(String provider, Admission admission, long at) {
        List<String> lines = new ArrayList<>();
        for (Admission.Seen seen : admission.seen()) {
            if (seen.phase() != Phase.CLOSED) {
                lines.add("%s of %s: %s%s, generation %d%s"
                        .formatted(
                                seen.circuit().text(),
                                provider,
                                phase(seen.phase()),
                                seen.reason() == null
                                        ? ""
                                        : " (" + seen.reason().name().toLowerCase(Locale.ROOT) + ")",
                                seen.generation(),
                                origin(provider, seen, at)));
            }
        }
        return lines;
    }

    static String closed(Admission admission) {
        return admission.seen().stream().allMatch(seen -> seen.phase() == Phase.CLOSED)
                ? "%s closed"
                        .formatted(admission.seen().stream()
                                .map(seen -> seen.circuit().text())
                                .collect(Collectors.joining(" and ")))
                : "";
    }

    /** The latest change before that moment that led to what was seen. */
    private String origin(String provider, Admission.Seen seen, long at) {
        Optional<IncidentTransition> latest = transitions.stream()
                .filter(one -> one.provider().equals(provider)
                        && one.circuit().equals(seen.circuit().text())
                        && one.to() == seen.phase()
                        && one.generation() <= seen.generation()
                        && one.at() <= at)
                .reduce((_, last) -> last);
        return latest.map(one -> ", since %s before: %s%s"
                        .formatted(Units.time(at - one.at()), one.cause(), numbers(one.numbers())))
                .orElse("");
    }

    static String numbers(Map<String, Double> numbers) {
        return numbers.isEmpty()
                ? ""
                : " ("
                        + new TreeMap<>(numbers)
                                .entrySet().stream()
                                        .map(number -> number.getKey() + " " + Units.number(number.getValue()))
                                        .collect(Collectors.joining(", "))
                        + ")";
    }

    static String phase(Phase phase) {
        return switch (phase) {
            case CLOSED -> "closed";
            case OPEN -> "open";
            case HALF_OPEN -> "half-open";
            case RAMPING -> "ramping";
        };
    }
}
