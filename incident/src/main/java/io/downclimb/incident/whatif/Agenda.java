package io.downclimb.incident.whatif;

import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** Virtual time: what is to happen, in the order of its time; at the same time, in the order it was put down. */
final class Agenda {
    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long now;
    private long order;

    private record Entry(long at, long order, Runnable what) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
        }
    }

    /** Puts something down. What lies in the past happens now. */
    void at(long when, Runnable what) {
        entries.add(new Entry(Math.max(when, now), order++, what));
    }

    /** In ms since 1970. */
    long now() {
        return now;
    }

    /** Lets things happen until a time, and beyond it until all is done. */
    void run(long until, BooleanSupplier done) {
        while (!entries.isEmpty()) {
            Entry next = entries.element();
            if (next.at > until && done.getAsBoolean()) {
                return;
            }
            entries.remove();
            now = next.at;
            next.what.run();
        }
    }
}
