package io.downclimb.incident.whatif;

import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A call whose answer is to be told.
 *
 * @param requestId null for a probe
 * @param probe the circuit that probes, in words; null for a request's call
 * @param nth which call of this request to this provider and model it is, from 0
 * @param at when it is sent, in ms since 1970
 * @param firstContentWithin how long it waits for its first content, in ms
 * @param completeWithin how long it waits for the whole answer, in ms
 * @param idleMs the longest silence within a stream
 * @param random for this call alone
 * @param luck from 0 to 1, by a name: the same for all calls of a run, for what they have in common
 */
public record Ask(
        @Nullable String requestId,
        @Nullable String probe,
        String provider,
        String model,
        int nth,
        long at,
        long firstContentWithin,
        long completeWithin,
        long idleMs,
        RandomGenerator random,
        ToDoubleFunction<String> luck) {}
