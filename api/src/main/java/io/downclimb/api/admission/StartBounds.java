package io.downclimb.api.admission;

/**
 * Between what the limit on starts may move.
 *
 * @param least never below it: so many keep the processors busy
 * @param most never above it, and where it stands is {@code limits.starts} of the configuration
 */
public record StartBounds(int least, int most) {
    private static final int LEAST_OF_A_PROCESSOR = 4;

    public StartBounds {
        if (least < 1 || most < least) {
            throw new IllegalArgumentException("1 <= %d <= %d is not so".formatted(least, most));
        }
    }

    /** For a node of so many processors. */
    public static StartBounds of(int most, int processors) {
        return new StartBounds(Math.min(most, LEAST_OF_A_PROCESSOR * processors), most);
    }
}
