package io.downclimb.workflows.calibration;

/**
 * Which share of answers is judged.
 *
 * @param usual while nothing is suspicious (0..1)
 * @param raised while the detector asks for more (0..1)
 */
public record Sampling(double usual, double raised) {
    private static final double FACTOR = 10;

    /** 5 %, and 50 % when suspicious. */
    public static final Sampling DEFAULT = raisedTenfold(0.05);

    public static Sampling raisedTenfold(double usual) {
        return new Sampling(usual, Math.min(1, FACTOR * usual));
    }

    double share(boolean suspicious) {
        return suspicious ? raised : usual;
    }
}
