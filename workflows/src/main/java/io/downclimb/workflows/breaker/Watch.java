package io.downclimb.workflows.breaker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.downclimb.workflows.status.StatusNews;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a circuit watches: calls, answers, or nothing but whether a refusal still stands. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Watch.Health.class, name = "health"),
    @JsonSubTypes.Type(value = Watch.Quality.class, name = "quality"),
    @JsonSubTypes.Type(value = Watch.Latch.class, name = "latch")
})
public sealed interface Watch {
    /**
     * Errors, latency and silence.
     *
     * @param latency null where it is not watched
     * @param minors calls of little weight that do not make a bad one yet
     * @param page what the status page said when it opened this circuit; null where it is not what opened it
     * @param successes good calls since then
     * @param outweighed what the status page said when our own successes outweighed it; null for never
     */
    record Health(
            CallDetector errors,
            @Nullable CallDetector latency,
            int minors,
            @Nullable StatusNews page,
            int successes,
            @Nullable StatusNews outweighed)
            implements Watch {}

    /**
     * What validators and judges say.
     *
     * @param bar the rung's (0..1); null where it is not judged
     * @param scores null where there is no bar
     * @param calibration of the judge whose scores came last; null before the first
     * @param round the probes made since the cooldown; null where none are
     */
    record Quality(
            CallDetector validators,
            @Nullable Double bar,
            @Nullable ScoreDetector scores,
            @Nullable Calibration calibration,
            @Nullable ProbeRound round)
            implements Watch {}

    /**
     * A refused key or model.
     *
     * @param until when the provider said it may be asked again, in ms since 1970; null where it did not
     * @param closedAt when it was last closed, in ms since 1970; 0 for never
     */
    record Latch(@Nullable Long until, long closedAt) implements Watch {}

    /**
     * The judged probes that a quality circuit makes before it ramps.
     *
     * @param used the requests that were copied, in order
     * @param whole probes that gave a whole answer
     * @param scores what judges said of these
     */
    record ProbeRound(List<String> used, int whole, List<Double> scores) {
        static final ProbeRound EMPTY = new ProbeRound(List.of(), 0, List.of());

        public ProbeRound {
            used = List.copyOf(used);
            scores = List.copyOf(scores);
        }

        int missing() {
            return whole - scores.size();
        }

        double mean() {
            return scores.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        }

        ProbeRound copying(String requestId) {
            return new ProbeRound(
                    Stream.concat(used.stream(), Stream.of(requestId)).toList(), whole, scores);
        }

        ProbeRound plus(@Nullable Double score) {
            return new ProbeRound(
                    used,
                    whole + 1,
                    score == null
                            ? scores
                            : Stream.concat(scores.stream(), Stream.of(score)).toList());
        }
    }
}
