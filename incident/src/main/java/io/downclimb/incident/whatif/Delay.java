package io.downclimb.incident.whatif;

import java.util.Collection;
import java.util.random.RandomGenerator;

/** How long something took whenever it was seen: a sample to draw from, in ms. */
public final class Delay {
    private final long[] sorted;

    private Delay(long[] sorted) {
        this.sorted = sorted;
    }

    /** Always the same. */
    public static Delay of(long ms) {
        return new Delay(new long[] {Math.max(0, ms)});
    }

    /** Anything up to a length, each as likely. */
    static Delay upTo(long ms) {
        long[] tenths = new long[11];
        for (int tenth = 0; tenth < tenths.length; tenth++) {
            tenths[tenth] = ms * tenth / 10;
        }
        return new Delay(tenths);
    }

    /** As seen; where nothing was, something else. */
    static Delay seen(Collection<Long> samples, Delay otherwise) {
        return samples.isEmpty()
                ? otherwise
                : new Delay(samples.stream()
                        .mapToLong(sample -> Math.max(0, sample))
                        .sorted()
                        .toArray());
    }

    long draw(RandomGenerator random) {
        return sorted.length == 1 ? sorted[0] : sorted[random.nextInt(sorted.length)];
    }

    /** The middle one, in ms. */
    public long median() {
        return sorted[(sorted.length - 1) / 2];
    }
}
