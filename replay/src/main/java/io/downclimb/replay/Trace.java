package io.downclimb.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * What a workflow asked for while it was replayed, in the order in which a history holds it: steps when they are back, all else when it is
 * asked for.
 */
final class Trace {
    private final List<Asked> asked = new ArrayList<>();
    private final List<Asked> waitedFor = new ArrayList<>();

    synchronized void add(Asked one) {
        asked.add(one);
    }

    synchronized void begin(Asked step) {
        waitedFor.add(step);
    }

    synchronized void back(Asked step) {
        waitedFor.remove(step);
        asked.add(step);
    }

    synchronized List<Asked> asked() {
        return List.copyOf(asked);
    }

    /** Steps that are not back. */
    synchronized List<Asked> waitedFor() {
        return List.copyOf(waitedFor);
    }

    synchronized void forget() {
        asked.clear();
        waitedFor.clear();
    }
}
