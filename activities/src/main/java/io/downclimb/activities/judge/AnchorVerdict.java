package io.downclimb.activities.judge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a judge is from its anchors.
 *
 * <ol>
 *   <li>Anchors the judge did not score (it failed, or wrote something unreadable) are left out: they are missing data.
 *   <li>Where that is more than half of them, there is no verdict.
 *   <li>Else the distance is the mean of |score − known score| over the others, and above 0.2 the judge is quarantined.
 * </ol>
 *
 * @param distance 0..1
 */
record AnchorVerdict(double distance) {
    static final double FARTHEST = 0.2;

    /**
     * Weighs what the judge said, anchor by anchor.
     *
     * @param scores in the order of the anchors; null for an anchor that was not scored
     * @return null where too few were scored
     */
    static @Nullable AnchorVerdict of(Anchors anchors, List<@Nullable Double> scores) {
        long unread = scores.stream().filter(score -> score == null).count()
                + anchors.items().size()
                - scores.size();
        if (unread * 2 > anchors.items().size()) {
            return null;
        }
        double sum = 0;
        int read = 0;
        for (int index = 0; index < scores.size(); index++) {
            Double score = scores.get(index);
            if (score != null) {
                sum += Math.abs(score - anchors.items().get(index).score());
                read++;
            }
        }
        return new AnchorVerdict(sum / read);
    }

    boolean quarantined() {
        return distance > FARTHEST;
    }
}
