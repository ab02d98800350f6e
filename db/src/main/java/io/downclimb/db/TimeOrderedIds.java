package io.downclimb.db;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Ids that sort by when they were made, and tell it: UUIDv7 of RFC 9562. Rows under such ids are appended to their indexes, and lie in the
 * week of the request.
 *
 * <ol>
 *   <li>48 bits: milliseconds since 1970.
 *   <li>12 bits: a counter, which begins anew in the lower half, at random, with each millisecond (section 6.2, method 1). Where it runs over, the
 *       next millisecond begins early.
 *   <li>62 bits at random: what makes an id unique among nodes, and not to be guessed.
 * </ol>
 *
 * <p>A clock that is set back by up to {@value #PATIENCE_MS} ms is waited for: ids keep their order, at the millisecond reached. One that is set back
 * further is followed.
 */
public final class TimeOrderedIds {
    private static final long PATIENCE_MS = 1_000;
    private static final int COUNTER_BITS = 12;
    private static final int COUNTER_END = 1 << COUNTER_BITS;
    private static final int COUNTER_BEGINS_BELOW = COUNTER_END / 2;
    private static final long VERSION = 7L << COUNTER_BITS;
    private static final long VARIANT = 0b10L << 62;

    private final RandomGenerator random;
    private long millis;
    private int counter;

    /** @param random a secure one wherever an id must not be guessed */
    public TimeOrderedIds(RandomGenerator random) {
        this.random = random;
    }

    /** An id of this time, greater than all before it. */
    public synchronized UUID next(Instant now) {
        long present = now.toEpochMilli();
        if (present > millis || present < millis - PATIENCE_MS) {
            begin(present);
        } else if (++counter == COUNTER_END) {
            begin(millis + 1);
        }
        return new UUID(millis << 16 | VERSION | counter, VARIANT | random.nextLong() >>> 2);
    }

    private void begin(long at) {
        millis = at;
        counter = random.nextInt(COUNTER_BEGINS_BELOW);
    }

    /** When an id was made, to the millisecond. */
    public static Instant timeOf(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }
}
