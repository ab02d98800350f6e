package io.downclimb.workflows.breaker;

import io.downclimb.workflows.breaker.BreakerState.Heard;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which reports were heard already, by node. Nodes that were silent for an hour are forgotten, and reports of that age are passed over: so
 * none is heard twice.
 */
final class Nodes {
    private final Map<String, Heard> heard;

    Nodes(Map<String, Heard> heard) {
        this.heard = new TreeMap<>(heard);
    }

    /** Whether a report is news; then it is remembered. */
    boolean isNew(OutcomeReport report, long now) {
        heard.values().removeIf(node -> node.at() < now - Learning.FORGOTTEN_MS);
        if (report.node() == null || report.at() < now - Learning.FORGOTTEN_MS) {
            return false;
        }
        Heard last = heard.get(report.node());
        if (last != null && report.sequence() <= last.sequence()) {
            return false;
        }
        heard.put(report.node(), new Heard(report.sequence(), now));
        return true;
    }

    Map<String, Heard> heard() {
        return heard;
    }
}
