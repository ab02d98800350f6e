package io.downclimb.api.admission;

/**
 * How many requests may be between the door and their first call at once.
 *
 * <p>That stretch (accept, start, prepare, open the attempt) is this node's own work: processors, connections to Postgres, Temporal. A
 * request that waits for its provider costs nothing and is not counted. A node that is given more at once than it can work on serves none of them sooner,
 * and in the end fewer altogether; how long the stretch takes, against how long it takes a node at rest, tells how much that is. After Netflix's
 * {@code Gradient2Limit} and TCP Vegas:
 *
 * <ol>
 *   <li>Every request that has got through tells how long it took. {@value #SAMPLES} of them, or what came within a second if that is {@value #FEW} or more,
 *       make a window with a mean {@code m}.
 *   <li>The floor {@code f} is the smallest mean seen. Windows in which never more than {@code least} were under way are calm: in them {@code f} also rises
 *       to {@code m}, by a twentieth of the difference. A long overload therefore does not become the new normal, and a node that has become
 *       slower for good is believed: its limit sinks to {@code least}, and from there on its windows are calm.
 *   <li>The gradient is {@code g = min(1, 3 f / m)}, and no less than 0.5. It is 1 up to three times the floor: disks and remote
 *       servers serve several at once better than one, so some queueing within is no loss.
 *   <li>The limit moves by {@code 0.3} of the way to {@code limit g + √limit}, between {@code least} and {@code most}. At rest it therefore grows; under load it
 *       comes to stand where {@code limit (1 − g) = √limit}.
 *   <li>It grows only where it was felt: where half of it was in use, or somebody waited.
 * </ol>
 *
 * <p>Times are in ns of any clock that does not go back. Not for several threads.
 */
final class StartLimit {
    private static final int SAMPLES = 20;
    private static final int FEW = 5;
    private static final long SECOND = 1_000_000_000L;
    private static final double TOLERANCE = 3;
    private static final double STEEPEST = 0.5;
    private static final double STEP = 0.3;
    private static final double RISE = 0.05;
    private static final double NEWEST = 0.1;
    /** What a start takes before one has been seen. */
    private static final double UNKNOWN = 100_000_000;

    private final StartBounds bounds;
    private double limit;
    private double usual = UNKNOWN;
    private double floor = Double.POSITIVE_INFINITY;

    private int samples;
    private double sum;
    private int busiest;
    private boolean felt;
    private long windowBegan;

    /** Begins at its least: a node that starts in the middle of an overload must not take that for its rest. */
    StartLimit(StartBounds bounds, long now) {
        this.bounds = bounds;
        limit = bounds.least();
        windowBegan = now;
    }

    int limit() {
        return (int) limit;
    }

    /** How long a start takes of late, in ns: an exponentially weighted mean with weight 0.1 for the newest. */
    double usual() {
        return usual;
    }

    /**
     * A request has got through.
     *
     * @param took from the door to its first call
     * @param underWay how many there were, this one included
     * @param waiting whether others wait for their turn
     */
    void took(long took, int underWay, boolean waiting, long now) {
        usual += NEWEST * (took - usual);
        samples++;
        sum += took;
        busiest = Math.max(busiest, underWay);
        felt |= waiting;
        if (samples >= SAMPLES || (samples >= FEW && now - windowBegan >= SECOND)) {
            close(sum / samples);
            samples = 0;
            sum = 0;
            busiest = 0;
            felt = false;
            windowBegan = now;
        }
    }

    private void close(double mean) {
        if (mean < floor) {
            floor = mean;
        } else if (busiest <= bounds.least()) {
            floor += RISE * (mean - floor);
        }
        double gradient = Math.max(STEEPEST, Math.min(1, TOLERANCE * floor / mean));
        double wanted = limit + STEP * (limit * gradient + Math.sqrt(limit) - limit);
        if (wanted > limit && !felt && busiest < limit / 2) {
            return;
        }
        limit = Math.max(bounds.least(), Math.min(bounds.most(), wanted));
    }
}
