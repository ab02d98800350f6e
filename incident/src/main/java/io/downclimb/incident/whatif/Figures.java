package io.downclimb.incident.whatif;

import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Outcome;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What came of an incident's requests, recorded or in one run: the same yardstick for both.
 *
 * @param requests whose callers waited for the end: all but those they cancelled
 * @param inTime answered within the deadline
 * @param late answered after it
 * @param failed concluded without an answer
 * @param open not concluded when the record ends
 * @param cancelled by their callers
 * @param canned of the answers, those that a person wrote beforehand
 * @param degraded of the answers
 * @param tiers answers by tier
 * @param answerMs times from arrival to answer, sorted, in ms
 * @param calls by provider
 * @param trips in the order of their time
 * @param costUsd of the calls whose cost is known
 * @param unpriced answered calls whose cost is not known
 */
public record Figures(
        long requests,
        long inTime,
        long late,
        long failed,
        long open,
        long cancelled,
        long canned,
        long degraded,
        SortedMap<String, Long> tiers,
        List<Long> answerMs,
        SortedMap<String, Calls> calls,
        List<Trip> trips,
        BigDecimal costUsd,
        long unpriced) {

    /** How many calls a provider got, and how many of them it failed. */
    public record Calls(long made, long failed) {
        Calls plus(Calls other) {
            return new Calls(made + other.made, failed + other.failed);
        }
    }

    static Figures of(List<IncidentRequest> requests, List<IncidentTransition> transitions) {
        Count count = new Count();
        requests.forEach(count::request);
        return new Figures(
                requests.size() - count.cancelled,
                count.inTime,
                count.late,
                count.failed,
                count.open,
                count.cancelled,
                count.canned,
                count.degraded,
                count.tiers,
                count.answers.stream().sorted().toList(),
                count.calls,
                Trip.of(transitions, Failures.byProvider(requests)),
                count.cost,
                count.unpriced);
    }

    /** Of the requests whose callers waited (0..1). */
    public double inTimeShare() {
        return share(inTime);
    }

    /** Of the requests whose callers waited (0..1): answered by a model, now or before. */
    public double byModelShare() {
        return share(inTime + late - canned);
    }

    /** Of the requests whose callers waited (0..1): answered in time or not, and not degraded. */
    public double undegradedShare() {
        return share(inTime + late - degraded);
    }

    /** A part of the requests whose callers waited (0..1). */
    public double share(long part) {
        return requests == 0 ? 0 : (double) part / requests;
    }

    /** Of the requests whose callers waited (0..1). */
    public double tierShare(String tier) {
        return share(tiers.getOrDefault(tier, 0L));
    }

    /** The time within which this share (0..1) of the answers left, in ms; 0 where there are none. */
    public long answerMs(double share) {
        if (answerMs.isEmpty()) {
            return 0;
        }
        int rank = (int) Math.ceil(share * answerMs.size());
        return answerMs.get(Math.clamp(rank - 1, 0, answerMs.size() - 1));
    }

    /** Counts them. */
    private static final class Count {
        private long inTime;
        private long late;
        private long failed;
        private long open;
        private long cancelled;
        private long canned;
        private long degraded;
        private long unpriced;
        private BigDecimal cost = BigDecimal.ZERO;
        private final SortedMap<String, Long> tiers = new TreeMap<>();
        private final SortedMap<String, Calls> calls = new TreeMap<>();
        private final ArrayList<Long> answers = new ArrayList<>();

        void request(IncidentRequest request) {
            request.attempts().forEach(this::attempt);
            Long concludedAt = request.concludedAt();
            String outcome = request.outcome();
            if (concludedAt == null || outcome == null) {
                open++;
                return;
            }
            switch (outcome) {
                case "answered" -> {
                    answers.add(concludedAt - request.receivedAt());
                    tiers.merge(String.valueOf(request.tier()), 1L, Long::sum);
                    canned += request.provider() == null ? 1 : 0;
                    degraded += request.degraded() ? 1 : 0;
                    inTime += request.answeredInTime() ? 1 : 0;
                    late += request.answeredInTime() ? 0 : 1;
                }
                case "cancelled" -> cancelled++;
                default -> failed++;
            }
        }

        private void attempt(IncidentAttempt attempt) {
            AttemptResult result = attempt.result();
            boolean sent = result == null || !isUnsent(result.outcome());
            boolean bad = sent && result != null && result.outcome() instanceof Outcome.Failed;
            if (sent) {
                calls.merge(attempt.provider(), new Calls(1, bad ? 1 : 0), Calls::plus);
            }
            BigDecimal known = attempt.costUsd();
            if (known != null) {
                cost = cost.add(known);
            } else if (result != null && result.outcome() instanceof Outcome.Whole) {
                unpriced++;
            }
        }

        private static boolean isUnsent(Outcome outcome) {
            return outcome instanceof Outcome.Held
                    || (outcome instanceof Outcome.Failed failed
                            && failed.detail().equals(Outcome.Failed.NOT_SENT));
        }
    }

    /** All calls that failed, by whatever provider. */
    public long failedCalls() {
        return calls.values().stream().mapToLong(Calls::failed).sum();
    }

    /** The trips of one circuit, in words, such as {@code openai health}. */
    Map<String, List<Trip>> tripsByCircuit() {
        Map<String, List<Trip>> byCircuit = new TreeMap<>();
        trips.forEach(trip -> byCircuit
                .computeIfAbsent(trip.provider() + " " + trip.circuit(), _ -> new ArrayList<>())
                .add(trip));
        return byCircuit;
    }
}
