package io.downclimb.workflows.breaker;

import io.downclimb.workflows.breaker.OutcomeReport.Candidate;
import io.downclimb.workflows.breaker.OutcomeReport.CircuitOutcomes;
import io.downclimb.workflows.breaker.OutcomeReport.LatchNews;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What of a message can be so. A breaker hears whoever reaches the engine, and goes on for ever: what no node counts (less than nothing, a
 * score beyond 1, a circuit without a name) is passed over, lest it stop the breaker or blind a detector.
 */
final class Plausible {
    /** More than one node sees of one circuit between two reports. */
    private static final int MOST = 1_000_000;

    /** 1.1 to the power of this, in ms, is more than a week. */
    private static final int LAST_BUCKET = 220;

    private Plausible() {}

    static boolean outcomes(CircuitOutcomes heard) {
        IntStream counts = IntStream.of(
                heard.good(),
                heard.bad(),
                heard.minor(),
                heard.pending(),
                heard.takenBack(),
                heard.confirmed(),
                heard.slow(),
                heard.timed(),
                heard.rateLimited(),
                heard.invalid());
        return circuit(heard.circuit())
                && counts.allMatch(count -> count >= 0 && count <= MOST)
                && heard.scores().size() <= OutcomeReport.SCORES_AT_MOST
                && heard.scores().stream().allMatch(Plausible::share)
                && (heard.bar() == null || share(heard.bar()));
    }

    static boolean latch(LatchNews news) {
        boolean latches = news.circuit() instanceof CircuitId.Key || news.circuit() instanceof CircuitId.Model;
        return latches && circuit(news.circuit()) && news.errorClass() != null;
    }

    static boolean candidate(Candidate candidate) {
        return candidate.circuit() != null && candidate.requestId() != null && candidate.policyHash() != null;
    }

    static boolean times(LatencyHistogram times) {
        LongStream counts = times.buckets().values().stream().mapToLong(Integer::longValue);
        return times.buckets().keySet().stream().allMatch(bucket -> bucket >= 0 && bucket <= LAST_BUCKET)
                && times.buckets().values().stream().allMatch(count -> count >= 0)
                && counts.sum() <= MOST;
    }

    /** Text that a database takes: without control characters, and without halves of characters. */
    static boolean text(String text) {
        return text.codePoints()
                .noneMatch(one -> Character.isISOControl(one) || Character.getType(one) == Character.SURROGATE);
    }

    private static boolean circuit(@Nullable CircuitId circuit) {
        return circuit != null && text(circuit.text());
    }

    private static boolean share(double value) {
        return value >= 0 && value <= 1;
    }
}
