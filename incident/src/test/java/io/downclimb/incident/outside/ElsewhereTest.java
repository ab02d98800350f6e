package io.downclimb.incident.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ElsewhereTest {
    private static final long MINUTE = 60_000;
    private static final long BEGIN = Instant.parse("2026-03-01T10:00:00Z").toEpochMilli();
    private static final Policy CHAT = new Policy(
            "chat",
            Duration.ofSeconds(20),
            Duration.ofMillis(250),
            List.of(model("primary", "first"), model("secondary", "second"), new Rung.Canned("canned", "0")));
    private static final Map<String, BreakerSettings> WATCHED = Map.of("first", BreakerSettings.DEFAULT);

    @Test
    void calls_fail_in_the_outage_and_at_its_provider_only() {
        Incident incident = made(List.of(outage(BEGIN, BEGIN + 10 * MINUTE, Severity.CRITICAL, null)), 1)
                .incident();
        assertThat(failing(incident, "first", BEGIN, BEGIN + 10 * MINUTE)).isBetween(0.9, 1.0);
        assertThat(failing(incident, "first", BEGIN - 20 * MINUTE, BEGIN)).isLessThan(0.05);
        assertThat(failing(incident, "second", BEGIN, BEGIN + 10 * MINUTE)).isLessThan(0.05);
    }

    @Test
    void an_outage_with_a_provider_is_of_that_one() {
        Incident incident = made(List.of(outage(BEGIN, BEGIN + 10 * MINUTE, Severity.HANG, "second")), 1)
                .incident();
        assertThat(failing(incident, "second", BEGIN, BEGIN + 10 * MINUTE)).isEqualTo(1);
        assertThat(failing(incident, "first", BEGIN, BEGIN + 10 * MINUTE)).isLessThan(0.05);
    }

    @Test
    void years_between_outages_are_left_out_and_what_was_moved_is_said() {
        long yearLater = BEGIN + Duration.ofDays(365).toMillis();
        Elsewhere elsewhere = made(
                List.of(
                        outage(BEGIN, BEGIN + 10 * MINUTE, Severity.MAJOR, null),
                        outage(yearLater, yearLater + 20 * MINUTE, Severity.CRITICAL, null)),
                1);
        Incident incident = elsewhere.incident();
        long from = incident.manifest().selection().from();
        long until = incident.manifest().selection().until();
        assertThat(until - from).isEqualTo((70 + 80) * MINUTE);
        assertThat(incident.requests())
                .allMatch(request -> request.receivedAt() >= from && request.receivedAt() < until)
                .isSortedAccordingTo((a, b) -> Long.compare(a.receivedAt(), b.receivedAt()));
        assertThat(failing(incident, "first", from + 100 * MINUTE, from + 120 * MINUTE))
                .isGreaterThan(0.9);
        assertThat(elsewhere.notes())
                .anyMatch(note -> note.startsWith("2 outages") && note.contains("2 stretches of 2.5 h"))
                .anyMatch(note -> note.contains("moved together"))
                .anyMatch(note -> note.contains("laid end to end"))
                .anyMatch(note -> note.contains("model with assumed numbers"));
    }

    @Test
    void a_trace_of_the_same_time_arrives_when_it_did() {
        List<LoadTrace.Arriving> own = List.of(
                new LoadTrace.Arriving(BEGIN + 5, 10, 10, null),
                new LoadTrace.Arriving(BEGIN + Duration.ofDays(9).toMillis(), 10, 10, null));
        Elsewhere elsewhere = Elsewhere.of(
                new Timeline(List.of(outage(BEGIN, BEGIN + MINUTE, Severity.MAJOR, null))),
                new LoadTrace(own, true, List.of()),
                Map.of("chat", CHAT),
                WATCHED,
                Map.of(),
                null,
                CallModel.ASSUMED,
                1);
        assertThat(elsewhere.incident().requests())
                .extracting(IncidentRequest::receivedAt)
                .containsExactly(BEGIN + 5);
    }

    @Test
    void the_same_seed_gives_the_same_incident_and_another_one_another() {
        List<Timeline.Outage> outages = List.of(outage(BEGIN, BEGIN + 10 * MINUTE, Severity.MAJOR, null));
        assertThat(made(outages, 7).incident()).isEqualTo(made(outages, 7).incident());
        assertThat(made(outages, 7).incident().requests())
                .isNotEqualTo(made(outages, 8).incident().requests());
    }

    @Test
    void it_is_marked_as_a_model_and_nothing_in_it_was_concluded() {
        Incident incident = made(List.of(outage(BEGIN, BEGIN + MINUTE, Severity.MINOR, null)), 1)
                .incident();
        assertThat(Elsewhere.isModel(incident)).isTrue();
        assertThat(incident.requests())
                .isNotEmpty()
                .allMatch(request -> request.concludedAt() == null && request.outcome() == null);
        assertThat(incident.breakers())
                .extracting(breaker -> breaker.provider())
                .containsExactly("first");
    }

    @Test
    void providers_of_the_changed_policy_are_called_too() {
        Policy changed =
                new Policy("chat", Duration.ofSeconds(20), Duration.ofMillis(250), List.of(model("primary", "third")));
        Incident incident = Elsewhere.of(
                        new Timeline(List.of(outage(BEGIN, BEGIN + MINUTE, Severity.MINOR, null))),
                        everySecond(),
                        Map.of("chat", CHAT),
                        WATCHED,
                        Map.of("chat", changed),
                        null,
                        CallModel.ASSUMED,
                        1)
                .incident();
        assertThat(incident.requests())
                .allMatch(request -> request.attempts().stream()
                        .anyMatch(attempt -> attempt.provider().equals("third")));
    }

    @Test
    void larger_requests_take_longer() {
        List<LoadTrace.Arriving> sizes = new ArrayList<>();
        for (int second = 0; second < 600; second++) {
            boolean large = second % 2 == 0;
            sizes.add(new LoadTrace.Arriving(second * 1_000L, large ? 20_000 : 100, large ? 800 : 40, null));
        }
        Incident incident = Elsewhere.of(
                        new Timeline(List.of(outage(BEGIN, BEGIN + MINUTE, Severity.MINOR, null))),
                        new LoadTrace(sizes, false, List.of()),
                        Map.of("chat", CHAT),
                        WATCHED,
                        Map.of(),
                        null,
                        CallModel.ASSUMED,
                        1)
                .incident();
        assertThat(middleOfWhole(incident, 20_000L)).isGreaterThan(3 * middleOfWhole(incident, 100L));
    }

    @Test
    void a_route_or_a_provider_that_is_not_there_is_named() {
        Timeline ofNobody = new Timeline(List.of(outage(BEGIN, BEGIN + MINUTE, Severity.MINOR, "nobody")));
        assertThatThrownBy(() -> Elsewhere.of(
                        ofNobody, everySecond(), Map.of("chat", CHAT), WATCHED, Map.of(), null, CallModel.ASSUMED, 1))
                .hasMessageContaining("\"nobody\"")
                .hasMessageContaining("first, second");
        Timeline outage = new Timeline(List.of(outage(BEGIN, BEGIN + MINUTE, Severity.MINOR, null)));
        assertThatThrownBy(() -> Elsewhere.of(
                        outage, everySecond(), Map.of("chat", CHAT), WATCHED, Map.of(), "talk", CallModel.ASSUMED, 1))
                .hasMessageContaining("no route \"talk\"")
                .hasMessageContaining("chat");
    }

    private static Elsewhere made(List<Timeline.Outage> outages, long seed) {
        return Elsewhere.of(
                new Timeline(outages),
                everySecond(),
                Map.of("chat", CHAT),
                WATCHED,
                Map.of(),
                null,
                CallModel.ASSUMED,
                seed);
    }

    private static LoadTrace everySecond() {
        List<LoadTrace.Arriving> requests = new ArrayList<>();
        for (int second = 0; second < 300; second++) {
            requests.add(new LoadTrace.Arriving(second * 1_000L, 400, 20, null));
        }
        return new LoadTrace(requests, false, List.of());
    }

    private static Timeline.Outage outage(long from, long until, Severity severity, @Nullable String provider) {
        return new Timeline.Outage(from, until, severity, provider, null);
    }

    private static Rung.Model model(String tier, String provider) {
        return new Rung.Model(
                tier,
                provider,
                "a-model",
                Duration.ofSeconds(8),
                null,
                Duration.ofSeconds(10),
                0,
                null,
                List.of(),
                null,
                null,
                null,
                4096,
                null);
    }

    /** The share of a provider's calls within a span that failed. */
    private static double failing(Incident incident, String provider, long from, long until) {
        List<IncidentAttempt> calls = incident.requests().stream()
                .flatMap(request -> request.attempts().stream())
                .filter(attempt -> attempt.provider().equals(provider))
                .filter(attempt -> attempt.sentAt() >= from && attempt.sentAt() < until)
                .toList();
        assertThat(calls).hasSizeGreaterThan(100);
        long failed = calls.stream()
                .filter(attempt -> Objects.requireNonNull(attempt.result()).outcome() instanceof Outcome.Failed)
                .count();
        return (double) failed / calls.size();
    }

    private static long middleOfWhole(Incident incident, long inputTokens) {
        long[] times = incident.requests().stream()
                .flatMap(request -> request.attempts().stream())
                .filter(attempt -> Objects.equals(attempt.inputTokens(), inputTokens))
                .mapToLong(attempt -> Objects.requireNonNull(attempt.result()).totalMs())
                .sorted()
                .toArray();
        return times[times.length / 2];
    }
}
