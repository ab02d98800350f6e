package io.downclimb.bench.load;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One spell of load: sends for a time, then waits for what is under way. Every request ends in exactly one exchange.
 *
 * <p>In an open loop the moments of arrival are drawn beforehand (exponential gaps), and a request that is sent late because the
 * generator was busy is timed from the moment at which it should have been sent.
 */
public final class Load {
    private final Client client;
    private final EventLoop loop;
    private final Consumer<Exchange> heard;
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private long untilNanos;
    private long underWay;
    private boolean sending = true;

    private Load(Client client, Consumer<Exchange> heard) {
        this.client = client;
        this.loop = client.loop();
        this.heard = heard;
    }

    /**
     * Runs one spell and returns when its last request has ended.
     *
     * @param heard told of each exchange, on the client's event loop
     */
    public static void run(
            Client client, Pressure pressure, Duration time, RandomGenerator random, Consumer<Exchange> heard) {
        Load load = new Load(client, heard);
        load.loop.execute(() -> load.begin(pressure, time, random));
        load.over.join();
    }

    private void begin(Pressure pressure, Duration time, RandomGenerator random) {
        long now = System.nanoTime();
        untilNanos = now + time.toNanos();
        switch (pressure) {
            case Pressure.Closed closed -> {
                sending = false;
                for (int caller = 0; caller < closed.callers(); caller++) {
                    underWay++;
                    again();
                }
            }
            case Pressure.Open open -> arrive(now, open, random);
        }
    }

    /** One turn of a closed loop's caller, who counts as under way until the time is over. */
    private void again() {
        if (System.nanoTime() >= untilNanos) {
            left();
            return;
        }
        client.ask(System.nanoTime(), exchange -> {
            heard.accept(exchange);
            Duration pause = Pressure.Closed.pause(exchange.outcome());
            if (pause.isZero()) {
                again();
            } else {
                var _ = loop.schedule(this::again, pause.toNanos(), TimeUnit.NANOSECONDS);
            }
        });
    }

    private void arrive(long due, Pressure.Open open, RandomGenerator random) {
        long next = due;
        while (next <= System.nanoTime() && next < untilNanos) {
            underWay++;
            client.ask(next, exchange -> {
                heard.accept(exchange);
                left();
            });
            next += gapNanos(open, random);
        }
        if (next >= untilNanos) {
            sending = false;
            endIfOver();
            return;
        }
        long after = next;
        var _ = loop.schedule(
                () -> arrive(after, open, random), Math.max(0, after - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    private static long gapNanos(Pressure.Open open, RandomGenerator random) {
        return (long) (random.nextExponential() / open.perSecond() * TimeUnit.SECONDS.toNanos(1));
    }

    private void left() {
        underWay--;
        endIfOver();
    }

    private void endIfOver() {
        if (!sending && underWay == 0) {
            over.complete(null);
        }
    }
}
