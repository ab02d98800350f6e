package io.downclimb.bench.load;

import java.util.function.Consumer;

/** A request under way, told once what became of it. */
final class Question {
    final long startedNanos;
    private final Consumer<Exchange> done;
    private boolean ended;

    Question(long startedNanos, Consumer<Exchange> done) {
        this.startedNanos = startedNanos;
        this.done = done;
    }

    void end(Outcome outcome) {
        if (ended) {
            return;
        }
        ended = true;
        done.accept(new Exchange(startedNanos, System.nanoTime() - startedNanos, outcome));
    }
}
