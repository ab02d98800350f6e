package io.downclimb.api.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.db.BreakerTransitionRow;
import io.downclimb.db.BreakerWindowRow;
import io.downclimb.db.ProbeRow;
import io.downclimb.workflows.breaker.Baseline;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.Reason;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A provider's breaker with what it heard and what became of it. */
@Schema(name = "BreakerDetail", description = "A provider's breaker, what it heard and what became of it")
record BreakerDetail(
        @JsonUnwrapped BreakerSummary summary,

        @Schema(
                description =
                        "What each circuit heard, by stretches of 10 s, oldest first; stretches without news are left out")
        Map<String, List<Window>> windows,

        @Schema(description = "The newest 200, newest first")
        List<Transition> transitions,

        @Schema(description = "The newest 50, newest first") List<Probe> probes,

        @Schema(description = "Healthy times to first content, by model")
        Map<String, Healthy> baselines) {
    @Schema(name = "BreakerWindow", description = "What a circuit heard within 10 s, in numbers of calls or answers")
    record Window(
            Instant from,
            long good,
            long bad,

            @Schema(description = "Bad ones of little weight: four count as one")
            long minor,

            @Schema(description = "Calls that waited longer for their first content than a healthy provider lets them")
            long pending,

            @Schema(description = "Of the timed ones, those slower than the healthy 95th percentile")
            long slow,

            @Schema(description = "Good ones that could be compared with it")
            long timed,

            @Schema(description = "Turned away with 429: no news about health")
            long rateLimited,

            @Schema(description = "Wrong in themselves: no news about health")
            long invalid,

            @Schema(description = "bad ÷ (good + bad), 0..1; null where both are 0") @Nullable
            Double errorRate,

            @Schema(description = "How many scores a judge gave")
            long scores,

            @Schema(description = "Their mean, 0..1; null where there are none") @Nullable
            Double scoreMean) {
        static Window of(BreakerWindowRow row) {
            long calls = row.good() + row.bad();
            return new Window(
                    row.bucket(),
                    row.good(),
                    row.bad(),
                    row.minor(),
                    row.pending(),
                    row.slow(),
                    row.timed(),
                    row.rateLimited(),
                    row.invalid(),
                    calls == 0 ? null : (double) row.bad() / (double) calls,
                    row.scores(),
                    row.scores() == 0 ? null : row.scoreSum() / (double) row.scores());
        }
    }

    @Schema(
            name = "BreakerTransition",
            description = "A circuit changed, or an operator or a probe said something about it")
    record Transition(
            Instant at,
            String circuit,
            String from,
            String to,
            @Nullable String reason,
            String cause,
            long generation,

            @Schema(
                    implementation = Object.class,
                    description = "The numbers that caused it, by name: what the detector stood at, its threshold, …")
            JsonNode numbers,

            @Schema(description = "Who did it; null where the breaker itself did") @Nullable
            String author,

            @Nullable String note) {
        static Transition of(BreakerTransitionRow row) {
            return new Transition(
                    row.at(),
                    row.circuit(),
                    BreakerSummary.words(row.fromPhase()),
                    BreakerSummary.words(row.toPhase()),
                    row.reason() == null ? null : BreakerSummary.words(row.reason()),
                    row.cause(),
                    row.generation(),
                    Json.read(row.numbers()),
                    row.author(),
                    note(row));
        }

        /** A status page's level is a constant; operators' words are not. */
        private static @Nullable String note(BreakerTransitionRow row) {
            String note = row.note();
            return note != null && row.author() == null && Reason.STATUS.name().equals(row.reason())
                    ? BreakerSummary.words(note)
                    : note;
        }
    }

    @Schema(name = "Probe", description = "A call that nobody waited for")
    record Probe(
            Instant sentAt,
            String circuit,
            long generation,
            String model,

            @Schema(description = "The request that was copied; null for the canary's prompt") @Nullable
            UUID requestId,

            @Schema(description = "whole, refused, failed or not-sent")
            String outcome,

            @Nullable String errorClass,

            @Schema(description = "Until the first content, in ms") @Nullable
            Long firstContentMs,

            @Schema(description = "The judge's, 0..1") @Nullable
            Double score,

            @Schema(description = "In US dollars; null where no price is declared") @Nullable
            BigDecimal costUsd) {
        static Probe of(ProbeRow row) {
            return new Probe(
                    row.sentAt(),
                    row.circuit(),
                    row.generation(),
                    row.model(),
                    row.requestId(),
                    row.outcome(),
                    row.errorClass(),
                    row.firstContentMs(),
                    row.score(),
                    row.costUsd());
        }
    }

    @Schema(name = "Baseline", description = "Healthy times to first content of a model")
    record Healthy(
            @Schema(description = "95th percentile in ms: a slower call is slow")
            long p95Ms,

            @Schema(description = "99.9th percentile in ms: a call that waits longer is a failure until it answers")
            long p999Ms,

            @Schema(description = "What it was learned from")
            int samples,

            @Schema(description = "When it was frozen") Instant at) {
        static Healthy of(Baseline baseline) {
            return new Healthy(
                    baseline.p95(), baseline.p999(), baseline.samples(), Instant.ofEpochMilli(baseline.at()));
        }
    }

    static BreakerDetail of(
            BreakerView view,
            List<BreakerWindowRow> windows,
            List<BreakerTransitionRow> transitions,
            List<ProbeRow> probes) {
        Map<String, List<Window>> series = new TreeMap<>();
        windows.forEach(row ->
                series.computeIfAbsent(row.circuit(), _ -> new ArrayList<>()).add(Window.of(row)));
        Map<String, Healthy> baselines = new TreeMap<>();
        view.baselines().forEach((model, baseline) -> baselines.put(model, Healthy.of(baseline)));
        return new BreakerDetail(
                BreakerSummary.of(view),
                series,
                transitions.stream().map(Transition::of).toList(),
                probes.stream().map(Probe::of).toList(),
                baselines);
    }
}
