package io.downclimb.bench.throughput;

import io.downclimb.bench.load.Reading;
import java.util.Map;

/**
 * One contender under so many callers.
 *
 * @param cpuSeconds used meanwhile, by group of processes; empty where the system does not tell
 */
public record LevelResult(int callers, Reading reading, Map<String, Double> cpuSeconds) {
    /** CPU per answer in ms, of all groups or of one; NaN where it is not known. */
    public double cpuMilliseconds() {
        return cpuSeconds.isEmpty() || reading.answered() == 0
                ? Double.NaN
                : cpuSeconds.values().stream().mapToDouble(Double::doubleValue).sum() * 1_000 / reading.answered();
    }

    /** CPU per answer in ms of one group; NaN where it is not known. */
    public double cpuMilliseconds(String group) {
        return !cpuSeconds.containsKey(group) || reading.answered() == 0
                ? Double.NaN
                : cpuSeconds.get(group) * 1_000 / reading.answered();
    }
}
