package io.downclimb.replay;

import io.downclimb.incident.IncidentHistory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One pass over many histories: a few are in memory at a time, and the first differences are kept. */
final class ReplayRun implements AutoCloseable {
    private static final int AHEAD = 4;

    private record Found(long place, Difference difference) {}

    private final Function<IncidentHistory, Optional<Difference>> replay;
    private final ExecutorService threads;
    private final Semaphore room;
    private final int places;
    private final Map<String, Long> byType = new TreeMap<>();
    private final PriorityQueue<Found> found =
            new PriorityQueue<>(Comparator.comparingLong(Found::place).reversed());
    private long histories;
    private long different;
    private @Nullable RuntimeException broken;
    private @Nullable Error fatal;

    ReplayRun(Function<IncidentHistory, Optional<Difference>> replay, int workers) {
        this.replay = replay;
        threads = Executors.newFixedThreadPool(workers);
        places = workers * AHEAD;
        room = new Semaphore(places);
    }

    /** Waits while there is no room. */
    void add(IncidentHistory history) {
        room.acquireUninterruptibly();
        long place = histories++;
        byType.merge(history.type(), 1L, Long::sum);
        threads.execute(() -> {
            try {
                replay.apply(history).ifPresent(difference -> keep(place, difference));
            } catch (RuntimeException e) {
                fail(e);
            } catch (Error e) {
                die(e);
            } finally {
                room.release();
            }
        });
    }

    private synchronized void keep(long place, Difference difference) {
        different++;
        found.add(new Found(place, difference));
        if (found.size() > Replays.NAMED) {
            found.remove();
        }
    }

    private synchronized void fail(RuntimeException failure) {
        if (broken == null) {
            broken = failure;
        }
    }

    private synchronized void die(Error failure) {
        if (fatal == null) {
            fatal = failure;
        }
    }

    /** Waits for all that were added. Throws where one could not be read. */
    Replays finish(long missing) {
        room.acquireUninterruptibly(places);
        synchronized (this) {
            if (fatal != null) {
                throw fatal;
            }
            if (broken != null) {
                throw broken;
            }
            List<Found> inOrder = new ArrayList<>(found);
            inOrder.sort(Comparator.comparingLong(Found::place));
            return new Replays(
                    histories,
                    byType,
                    different,
                    inOrder.stream().map(Found::difference).toList(),
                    missing);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            boolean ended = threads.awaitTermination(1, TimeUnit.MINUTES);
            if (!ended) {
                throw new IllegalStateException("a replay does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
