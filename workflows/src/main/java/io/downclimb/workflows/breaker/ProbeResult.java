package io.downclimb.workflows.breaker;

import io.downclimb.workflows.activity.ErrorClass;
import org.jspecify.annotations.Nullable;

/**
 * What a probe found. It speaks for the generation it was ordered by, and for no other.
 *
 * @param sent whether a call was made: a candidate may be erased, a node without the key
 * @param errorClass how the call failed; null where it gave a whole answer that validators accepted, or was not sent
 * @param score the judge's (0..1); null where there is none
 * @param firstContentMs in ms; null where none came
 */
public record ProbeResult(
        CircuitId circuit,
        long generation,
        boolean sent,
        @Nullable ErrorClass errorClass,
        @Nullable Double score,
        @Nullable Long firstContentMs) {}
