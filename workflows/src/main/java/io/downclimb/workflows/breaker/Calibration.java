package io.downclimb.workflows.breaker;

/**
 * What a judge gives healthy answers of one rung: mean and deviation of its first 300 scores, then frozen. Scores that came before a quality
 * trip are not taken for healthy: then it begins anew, unless it is frozen.
 *
 * <p>The sum of {@link ScoreCusum} stays quiet only where the healthy mean is at least half a deviation above its reference value; where it
 * is not, the reference is lowered to that.
 *
 * @param judge the judge's version
 * @param sum of the scores
 * @param squares sum of their squares
 */
public record Calibration(String judge, int count, double sum, double squares) {
    public static final int SCORES = 300;
    private static final double DISTANCE = 0.5;

    static Calibration begin(String judge) {
        return new Calibration(judge, 0, 0, 0);
    }

    Calibration plus(double score) {
        return frozen() ? this : new Calibration(judge, count + 1, sum + score, squares + score * score);
    }

    boolean frozen() {
        return count >= SCORES;
    }

    double mean() {
        return count == 0 ? 0 : sum / count;
    }

    double deviation() {
        return count < 2 ? 0 : Math.sqrt(Math.max(0, (squares - sum * sum / count) / (count - 1)));
    }

    /** The detector with a reference that these scores keep quiet. */
    ScoreDetector apply(ScoreDetector detector) {
        return switch (detector) {
            case ScoreCusum cusum when frozen() -> cusum.withReference(Math.min(cusum.reference(), highest()));
            case ScoreCusum cusum -> cusum;
            case ScoreMean mean -> mean;
        };
    }

    private double highest() {
        return Math.max(0, mean() - DISTANCE * deviation());
    }
}
