package io.downclimb.activities.judge;

import io.downclimb.db.JudgeRow;
import org.jspecify.annotations.Nullable;

/** What is known of a judge. */
enum Standing {
    /** The route has no anchors: its judges are taken as they are. */
    TRUSTED,
    /** Nobody has checked it yet: what it says is written down, and counts for nothing. */
    UNCHECKED,
    /** Near its anchors when last checked. */
    GOOD,
    /** Too far from its anchors when last checked: not asked. */
    QUARANTINED;

    /** Of a judge with anchors. */
    static Standing of(@Nullable JudgeRow row) {
        if (row == null || row.checkedAt() == null) {
            return UNCHECKED;
        }
        return row.quarantined() ? QUARANTINED : GOOD;
    }

    /** Whether breakers hear its scores. */
    boolean counts() {
        return this == TRUSTED || this == GOOD;
    }
}
