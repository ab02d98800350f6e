package io.downclimb.replay;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What became of an incident's requests, counted. */
final class Answers {
    private static final int EXAMPLES = 5;

    private final Incident incident;

    Answers(Incident incident) {
        this.incident = incident;
    }

    /** Requests that somebody waited for: neither cancelled nor, with time left, still open when the file was written. */
    List<IncidentRequest> due() {
        return incident.requests().stream()
                .filter(request -> !"cancelled".equals(request.outcome()))
                .filter(request -> request.concludedAt() != null
                        || request.deadlineAt() <= incident.manifest().exportedAt())
                .toList();
    }

    List<IncidentRequest> answered() {
        return incident.requests().stream()
                .filter(request -> "answered".equals(request.outcome()))
                .toList();
    }

    /** How many answers each tier gave. */
    Map<String, Long> byTier() {
        return answered().stream()
                .collect(Collectors.groupingBy(
                        request -> Objects.requireNonNullElse(request.tier(), "none"),
                        TreeMap::new,
                        Collectors.counting()));
    }

    /** From arrival to answer, in ms, in order. */
    List<Long> times() {
        return answered().stream()
                .filter(request -> request.concludedAt() != null)
                .map(request -> Objects.requireNonNull(request.concludedAt()) - request.receivedAt())
                .sorted()
                .toList();
    }

    /** The smallest time within which at least this share of the answers had left. */
    static Duration quantile(List<Long> times, double share) {
        int place = (int) Math.ceil(share * (double) times.size()) - 1;
        return Duration.ofMillis(times.get(Math.clamp(place, 0, times.size() - 1)));
    }

    /** A request and how it ended, such as "01a1… failed 20.4 s after its arrival, due within 20.0 s (overloaded)". */
    static String fate(IncidentRequest request) {
        Long concludedAt = request.concludedAt();
        String end = concludedAt == null
                ? "never concluded"
                : "%s %s after its arrival".formatted(request.outcome(), seconds(concludedAt - request.receivedAt()));
        String due = seconds(request.deadlineAt() - request.receivedAt());
        String why = request.reason() == null ? "" : " (" + request.reason() + ")";
        return "%s %s, due within %s%s".formatted(request.id(), end, due, why);
    }

    static String seconds(long ms) {
        return String.format(Locale.ROOT, "%.3f s", (double) ms / 1_000);
    }

    /** The first few, one to a line. */
    static <T> String examples(Collection<T> all, Function<T, String> words) {
        return all.stream().limit(EXAMPLES).map(words).collect(Collectors.joining("\n  - ", "\n  - ", ""))
                + (all.size() > EXAMPLES ? "\n  - and " + (all.size() - EXAMPLES) + " more" : "");
    }
}
