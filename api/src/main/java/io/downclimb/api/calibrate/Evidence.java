package io.downclimb.api.calibrate;

import java.util.List;

/**
 * What there is to calibrate with.
 *
 * @param source where it was read, for people
 * @param left what was found and cannot be used, with the reason; one line each
 */
record Evidence(String source, List<CallGroup> calls, List<ScoreGroup> scores, List<String> left) {
    Evidence {
        calls = List.copyOf(calls);
        scores = List.copyOf(scores);
        left = List.copyOf(left);
    }
}
