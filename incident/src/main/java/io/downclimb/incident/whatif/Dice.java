package io.downclimb.incident.whatif;

import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Randomness by name: what is drawn for one purpose of one request depends on the seed and on that name alone, and not on what else was drawn
 * before. So two policies meet the same luck under the same seed (common random numbers), and their difference is the policies'.
 */
record Dice(long seed) {
    private static final long PRIME = 0x100000001b3L;

    RandomGenerator of(String purpose, String id, int number) {
        return new SplittableRandom(named(purpose, id, number));
    }

    /** As above, of the kind that the policy core takes. */
    Random random(String purpose, String id) {
        return new Random(named(purpose, id, 0));
    }

    /** From 0 to 1, by its name alone. */
    double luck(String name) {
        return of(name, "", 0).nextDouble();
    }

    private long named(String purpose, String id, int number) {
        return mixed(hash(hash(mixed(seed), purpose), id) * PRIME ^ number);
    }

    /** FNV-1a, over 64 bits. */
    private static long hash(long start, String text) {
        long hash = start;
        for (int place = 0; place < text.length(); place++) {
            hash = (hash ^ text.charAt(place)) * PRIME;
        }
        return (hash ^ 0xff) * PRIME;
    }

    /** The finish of MurmurHash3: neighbours lie far apart. */
    private static long mixed(long value) {
        long once = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        long twice = (once ^ (once >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return twice ^ (twice >>> 33);
    }
}
