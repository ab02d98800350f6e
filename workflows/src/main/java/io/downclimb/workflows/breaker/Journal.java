package io.downclimb.workflows.breaker;

import java.util.ArrayList;
import java.util.List;

/** What happened since it was last written down. */
final class Journal {
    private final List<Transition> transitions = new ArrayList<>();
    private boolean changed;

    void add(Transition transition) {
        transitions.add(transition);
        changed = true;
    }

    void touch() {
        changed = true;
    }

    boolean changed() {
        return changed;
    }

    List<Transition> drain() {
        List<Transition> drained = List.copyOf(transitions);
        transitions.clear();
        changed = false;
        return drained;
    }
}
