package io.downclimb.api.stack;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers who ask a route at a steady rate, whatever becomes of earlier ones, until it is closed. */
final class Traffic implements AutoCloseable {
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Reply> replies = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();

    /**
     * One caller's reply.
     *
     * @param number of the caller, from 1
     * @param asked when they asked
     * @param at when it came, as {@link System#nanoTime}
     */
    record Reply(int number, Instant asked, long at, Stack.Answer answer) {
        String tier() {
            return answer.header("downclimb-tier");
        }

        int status() {
            return answer.status();
        }
    }

    private Traffic() {}

    static Traffic on(Stack stack, String route, Duration every) {
        Traffic traffic = new Traffic();
        var _ = traffic.clock.scheduleAtFixedRate(
                () -> traffic.ask(stack, route), 0, every.toMillis(), TimeUnit.MILLISECONDS);
        return traffic;
    }

    /** So many questions, one after the other from each of some callers at once. Everyone's reply, in the order they came. */
    static List<Reply> burst(Stack stack, String route, int questions, int callers) {
        Traffic traffic = new Traffic();
        Semaphore atOnce = new Semaphore(callers);
        for (int question = 0; question < questions; question++) {
            atOnce.acquireUninterruptibly();
            traffic.ask(stack, route, atOnce::release);
        }
        traffic.close();
        return traffic.replies();
    }

    private void ask(Stack stack, String route) {
        ask(stack, route, () -> {});
    }

    private void ask(Stack stack, String route, Runnable afterwards) {
        int number = asked.incrementAndGet();
        callers.execute(() -> {
            try {
                Instant now = Instant.now();
                Stack.Answer answer = patiently(stack, route, "question " + number, refusals);
                replies.add(new Reply(number, now, System.nanoTime(), answer));
            } finally {
                afterwards.run();
            }
        });
    }

    /**
     * Asks again while the node refuses because Postgres or Temporal does not answer it in time. A machine under load does that; it is no
     * breaker's doing.
     */
    static Stack.Answer patiently(Stack stack, String route, String question) {
        return patiently(stack, route, question, new AtomicInteger());
    }

    private static Stack.Answer patiently(Stack stack, String route, String question, AtomicInteger refusals) {
        return Patiently.await(Duration.ofSeconds(60), () -> stack.ask(route, question), answer -> {
            boolean refused = answer.status() == 503;
            refusals.addAndGet(refused ? 1 : 0);
            return !refused;
        });
    }

    int asked() {
        return asked.get();
    }

    /** How many callers were refused so far, and asked again. */
    int refusals() {
        return refusals.get();
    }

    /** The replies so far, in the order they came. */
    List<Reply> replies() {
        return List.copyOf(replies);
    }

    /** The replies to callers who come from now on, once there are so many. */
    List<Reply> next(int many, Duration atMost) {
        int last = asked();
        return Patiently.await(
                atMost,
                () -> replies().stream().filter(reply -> reply.number() > last).toList(),
                seen -> seen.size() >= many);
    }

    /** Asks no more, and waits for those who have asked. */
    @Override
    public void close() {
        clock.shutdownNow();
        callers.close();
    }
}
