package io.downclimb.bench.overload;

import io.downclimb.bench.load.Exchange;
import io.downclimb.bench.load.Outcome;
import io.downclimb.bench.load.Reading;
import io.downclimb.bench.load.Tally;
import java.time.Duration;
import java.util.function.Consumer;

/** Counts the exchanges that began in the measured part of a step, and apart those answered within the deadline. */
final class Window implements Consumer<Exchange> {
    private final Tally all = new Tally();
    private final Tally inTime = new Tally();
    private final long fromNanos;
    private final long toNanos;
    private final Duration deadline;

    Window(long fromNanos, Duration length, Duration deadline) {
        this.fromNanos = fromNanos;
        toNanos = fromNanos + length.toNanos();
        this.deadline = deadline;
    }

    @Override
    public void accept(Exchange exchange) {
        if (exchange.startedNanos() < fromNanos || exchange.startedNanos() >= toNanos) {
            return;
        }
        all.accept(exchange);
        if (exchange.outcome() instanceof Outcome.Answered && exchange.tookNanos() <= deadline.toNanos()) {
            inTime.accept(exchange);
        }
    }

    Reading all() {
        return all.reading(seconds());
    }

    Reading inTime() {
        return inTime.reading(seconds());
    }

    private double seconds() {
        return (toNanos - fromNanos) / 1e9;
    }
}
