package io.downclimb.workflows.breaker;

import java.util.List;

/**
 * What was written down of a decision. It stands in the breaker's history, which so tells what was decided; the state, which is large and was the same
 * a moment ago, stands in Postgres alone.
 */
public record Kept(List<Transition> transitions) {
    public Kept {
        transitions = List.copyOf(transitions);
    }
}
