package io.downclimb.bench.throughput;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One contender's turn in one round.
 *
 * @param storeSeconds until its store was up
 * @param coldStartSeconds from the start of its process, its store being up, to its first answer
 * @param warmUpSeconds until its throughput no longer rose, or the limit
 * @param peakMebibytes the most memory seen, by group of processes
 */
public record TurnResult(
        String contender,
        int round,
        double storeSeconds,
        double coldStartSeconds,
        double warmUpSeconds,
        List<LevelResult> levels,
        Map<String, Double> peakMebibytes) {
    /** The level with so many callers, if it was measured. */
    public Optional<LevelResult> level(int callers) {
        return levels.stream().filter(level -> level.callers() == callers).findFirst();
    }

    /** Requests that were not answered, of all levels. */
    public long notAnswered() {
        return levels.stream().mapToLong(level -> level.reading().notAnswered()).sum();
    }
}
