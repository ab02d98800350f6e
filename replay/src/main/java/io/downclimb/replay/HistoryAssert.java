package io.downclimb.replay;

import io.downclimb.incident.IncidentHistory;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;

/** Assertions about one history. */
public final class HistoryAssert extends AbstractAssert<HistoryAssert, IncidentHistory> {
    HistoryAssert(IncidentHistory actual) {
        super(actual, HistoryAssert.class);
    }

    /** The workflows as they are decide what was decided then, in the same order. */
    public HistoryAssert isRepeatedBy(Replayer replayer) {
        isNotNull();
        Optional<Difference> difference = replayer.replay(actual);
        if (difference.isPresent()) {
            throw failure(
                    "%s%nUndo what changed the sequence, or version it and keep what is old beside it: see docs/replay.md, \"When a replay fails\"",
                    difference.get().message());
        }
        return this;
    }
}
