package io.downclimb.bench.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Who has its spell when.
 *
 * <p>Pairs alternate: empty first, full first, and so on. What changes steadily (the machine's clock, a JVM that still compiles, a
 * store that grows) thus counts for both alike, and so does what the first spell of a pair leaves to the second.
 */
public final class Turns {
    /** Fewer have no interval worth the name. */
    static final int LEAST = 6;

    private Turns() {}

    /** At many callers half as many pairs do: each has far more requests. */
    public static int atManyCallers(int pairs) {
        return Math.max(LEAST, pairs / 2);
    }

    /** How many pairs each round has: as even as it goes, earlier rounds one more. */
    public static List<Integer> byRound(int pairs, int rounds) {
        List<Integer> shares = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            shares.add(pairs / rounds + (round < pairs % rounds ? 1 : 0));
        }
        return shares;
    }

    /** Whether the full one goes first in this pair of this round, both counted from 0. */
    public static boolean fullFirst(int round, int pair) {
        return (round + pair) % 2 == 1;
    }
}
