package io.downclimb.api.stack;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers who ask a route at a steady rate, whatever becomes of earlier ones, until it is closed. */
final class Traffic implements AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Reply> replies = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();

    /**
     * One caller's reply.
     *
     * @param number of the caller, from 1
     * @param at when it came, as {@link System#nanoTime}
     */
    record Reply(int number, long at, Stack.Answer answer) {
        String tier() {
            return answer.header("downclimb-tier");
        }
    }

    private Traffic() {}

    static Traffic on(Stack stack, String route, Duration every) {
        Traffic traffic = new Traffic();
        var _ = traffic.clock.scheduleAtFixedRate(
                () -> traffic.ask(stack, route), 0, every.toMillis(), TimeUnit.MILLISECONDS);
        return traffic;
    }

    private void ask(Stack stack, String route) {
        int number = asked.incrementAndGet();
        callers.execute(() -> {
            Stack.Answer answer = stack.ask(route, "question " + number);
            replies.add(new Reply(number, System.nanoTime(), answer));
        });
    }

    int asked() {
        return asked.get();
    }

    /** The replies so far, in the order they came. */
    List<Reply> replies() {
        return List.copyOf(replies);
    }

    /** Asks no more, and waits for those who have asked. */
    @Override
    public void close() {
        clock.shutdownNow();
        callers.close();
    }
}
