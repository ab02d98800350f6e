package io.downclimb.api.http;

import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.breaker.Reason;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A provider's breaker as the API shows it. */
@Schema(name = "Breaker", description = "A provider's breaker and its circuits")
record BreakerSummary(
        String provider,

        @Schema(description = "The worst of its health circuits: closed, ramping, half-open or open")
        String state,

        @Schema(
                description =
                        "What the provider's status page says: unknown, operational, degraded, partial-outage or major-outage")
        String status,

        @Schema(description = "When the breaker was last written down; null where nobody has heard of it") @Nullable
        Instant updatedAt,

        List<Circuit> circuits) {
    private static final List<Phase> BEST_TO_WORST = List.of(Phase.CLOSED, Phase.RAMPING, Phase.HALF_OPEN, Phase.OPEN);

    @Schema(name = "Circuit", description = "One circuit of a breaker")
    record Circuit(
            @Schema(
                    description = "health, health/MODEL, quality/ROUTE/TIER/VERSION, key/FINGERPRINT or model/MODEL",
                    example = "health")
            String id,

            @Schema(description = "health, quality, key or model")
            String kind,

            @Schema(description = "closed, open, half-open or ramping")
            String state,

            @Schema(
                    description =
                            "Why it is not closed: errors, latency, validators, quality, status, latch or operator; null where it is")
            @Nullable
            String reason,

            @Schema(description = "Since when it is in this state")
            Instant since,

            @Schema(description = "Counts its transitions") long generation,

            @Schema(description = "Of the calls that are let through, 0..1")
            double share,

            @Schema(description = "An operator holds it") boolean forced,

            @Schema(description = "The factor by which judging is raised just now; 1 where it is not")
            double sample,

            @Schema(description = "When a latch may be asked again, or the next probe is due; null for neither")
            @Nullable
            Instant until,

            @Schema(description = "What its detectors stand at, by name")
            Map<String, Double> numbers,

            @Schema(
                    description =
                            "The operator's words, the error class of a latch, or the level of the status page; null for none")
            @Nullable
            String note) {
        static Circuit of(BreakerView.CircuitView circuit) {
            Reason reason = circuit.reason();
            Long until = circuit.until();
            return new Circuit(
                    circuit.id().text(),
                    kind(circuit.id()),
                    words(circuit.phase().name()),
                    reason == null ? null : words(reason.name()),
                    Instant.ofEpochMilli(circuit.since()),
                    circuit.generation(),
                    circuit.share(),
                    circuit.forced(),
                    circuit.sample(),
                    until == null ? null : Instant.ofEpochMilli(until),
                    new TreeMap<>(circuit.numbers()),
                    note(circuit));
        }

        /** A status page's level is a constant; operators' words are not. */
        private static @Nullable String note(BreakerView.CircuitView circuit) {
            String note = circuit.note();
            return note != null && circuit.reason() == Reason.STATUS ? words(note) : note;
        }

        private static String kind(CircuitId id) {
            return switch (id) {
                case CircuitId.Health _ -> "health";
                case CircuitId.Quality _ -> "quality";
                case CircuitId.Key _ -> "key";
                case CircuitId.Model _ -> "model";
            };
        }
    }

    static BreakerSummary of(BreakerView view) {
        return new BreakerSummary(
                view.provider(),
                words(worst(view).name()),
                words(view.status().name()),
                view.version() == 0 ? null : Instant.ofEpochMilli(view.at()),
                view.circuits().stream()
                        .map(Circuit::of)
                        .sorted(Comparator.comparing(Circuit::id))
                        .toList());
    }

    private static Phase worst(BreakerView view) {
        return view.circuits().stream()
                .filter(circuit -> circuit.id() instanceof CircuitId.Health)
                .map(BreakerView.CircuitView::phase)
                .max(Comparator.comparingInt(BEST_TO_WORST::indexOf))
                .orElse(Phase.CLOSED);
    }

    /** A constant's name in the words of the API: HALF_OPEN is half-open. */
    static String words(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
