package io.downclimb.incident.whatif;

import io.downclimb.incident.Closing;
import io.downclimb.incident.Incident;
import io.downclimb.incident.IncidentAttempt;
import io.downclimb.incident.IncidentBreaker;
import io.downclimb.incident.IncidentProbe;
import io.downclimb.incident.IncidentRequest;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.incident.Manifest;
import io.downclimb.incident.Selection;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.PolicyJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Records written by hand. */
final class Calls {
    static final long T = 1_800_000_000_000L;
    static final Policy POLICY = Made.policy(Duration.ofSeconds(8), 2);
    static final String HASH = PolicyJson.hash(POLICY);
    static final Outcome WHOLE = new Outcome.Whole("stop", Usage.UNKNOWN, "");

    private Calls() {}

    static Outcome failed(ErrorClass errorClass) {
        return new Outcome.Failed(errorClass, null, null, "recorded");
    }

    static Outcome failed(ErrorClass errorClass, String detail) {
        return new Outcome.Failed(errorClass, null, null, detail);
    }

    static KnownCall known(Outcome outcome, @Nullable Long first, long total) {
        return new KnownCall(T, "other", null, outcome, first, total, 10L, 20L, 1, 10_000L, null);
    }

    static Ask ask(long firstContentWithin, long completeWithin) {
        return ask("r", T, firstContentWithin, completeWithin, 1);
    }

    static Ask ask(String request, long at, long firstContentWithin, long completeWithin, long seed) {
        return new Ask(
                request,
                null,
                "alpha",
                "m",
                0,
                at,
                firstContentWithin,
                completeWithin,
                10_000,
                new SplittableRandom(seed),
                new Dice(seed)::luck);
    }

    static IncidentAttempt attempt(long sentAt, Outcome outcome, @Nullable Long first, long total) {
        return attempt(1, 0, "primary", "alpha", sentAt, outcome, first, total);
    }

    static IncidentAttempt attempt(
            int number,
            int rung,
            String tier,
            String provider,
            long sentAt,
            Outcome outcome,
            @Nullable Long first,
            long total) {
        AttemptResult result = new AttemptResult(number, rung, outcome, first, total, 1_000, 1, null, 1);
        return new IncidentAttempt(
                number, rung, tier, provider, "m", 1, sentAt, sentAt + total, result, null, null, null, null);
    }

    static IncidentRequest answered(String id, long at, long took, String tier, IncidentAttempt... attempts) {
        return request(id, at, took, "answered", tier, List.of(), attempts);
    }

    static IncidentRequest request(
            String id,
            long at,
            long took,
            String outcome,
            @Nullable String tier,
            List<String> skipped,
            IncidentAttempt... attempts) {
        return new IncidentRequest(
                id,
                "default",
                "support",
                HASH,
                "request/default/" + id,
                at,
                at + 20_000,
                1,
                false,
                at + took,
                outcome,
                tier,
                "primary".equals(tier) ? "alpha" : null,
                null,
                !"primary".equals(tier),
                null,
                null,
                List.of(),
                skipped,
                null,
                List.of(attempts));
    }

    static Incident incident(List<IncidentRequest> requests) {
        return incident(requests, List.of(), List.of(), List.of());
    }

    static Incident incident(
            List<IncidentRequest> requests,
            List<IncidentTransition> transitions,
            List<IncidentProbe> probes,
            List<IncidentBreaker> breakers) {
        Selection selection = new Selection(T, T + 600_000, null, null, List.of());
        return new Incident(
                new Manifest(Manifest.FORMAT, "test", T + 600_000, selection, false),
                new Closing(Map.of(), Map.of(), List.of(), 0, List.of()),
                Map.of(HASH, POLICY),
                requests,
                transitions,
                List.of(),
                probes,
                List.of(),
                breakers,
                List.of());
    }
}
