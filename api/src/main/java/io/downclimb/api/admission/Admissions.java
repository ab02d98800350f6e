package io.downclimb.api.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.request.CallsListener;
import io.downclimb.activities.request.ConclusionListener;
import io.downclimb.db.AnswerRow;
import io.downclimb.db.RequestRow;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The {@link WaitingRoom} of this node: asked by whoever wants a request started, told of what becomes of it. */
@Singleton
public class Admissions implements CallsListener, ConclusionListener {
    private static final Logger LOG = LoggerFactory.getLogger(Admissions.class);
    private static final long LOOK_UP_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int LONGEST_RETRY_S = 60;
    /** A request that was out of sight for so long is not looked for any more. */
    private static final long FORGOTTEN = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier clock;
    private final DoubleSupplier random;
    private final ReentrantLock lock = new ReentrantLock();
    private final WaitingRoom room;
    private final Shedding shedding = new Shedding();
    private final Map<String, Place> byRequest = new HashMap<>();

    @Inject
    Admissions(StartBounds bounds) {
        this(bounds, System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());
    }

    /**
     * With a clock in ns and a source of numbers from 0 to 1 of a test's own.
     */
    Admissions(StartBounds bounds, LongSupplier clock, DoubleSupplier random) {
        this.clock = clock;
        this.random = random;
        room = new WaitingRoom(bounds, clock.getAsLong());
    }

    /** How it stands at this moment. */
    public record Standing(int limit, int inHand, int waiting, long turnedAway) {}

    /**
     * Comes in, waits, or is turned away.
     *
     * @param spare what the deadline leaves, beside what the first rung needs
     * @param lookUp run now and then during the wait; what it throws ends it
     */
    public Entry enter(Duration spare, Runnable lookUp) {
        Place place = locked(() -> room.arrive(clock.getAsLong(), spare.toNanos()));
        boolean waits = !place.called().isDone();
        Place.State state = waits ? awaited(place, lookUp) : place.called().resultNow();
        if (state == Place.State.STARTING) {
            return new Entry.In(new Pass(this, place, waits));
        }
        return locked(this::turnedAway);
    }

    /** Whether somebody was turned away within the last seconds. */
    public boolean turnsAway() {
        return locked(shedding::isOn);
    }

    /**
     * Turns away somebody who would be turned away by {@link #enter} now, with all that belongs to it; null, and nothing has happened, where it would come in or wait.
     *
     * @param spare what the deadline leaves, beside what the first rung needs
     */
    public Entry.@Nullable TurnedAway turnAway(Duration spare) {
        return locked(() -> room.wouldTurnAway(clock.getAsLong(), spare.toNanos()) ? turnedAway() : null);
    }

    /** Comes in where nobody waits and there is room; null otherwise. */
    public @Nullable Pass enterIfFree() {
        return locked(() -> room.hasRoom() ? new Pass(this, room.arriveAnyway(clock.getAsLong()), false) : null);
    }

    /** Comes in, room or not. */
    public Pass enterAnyway() {
        return locked(() -> new Pass(this, room.arriveAnyway(clock.getAsLong()), false));
    }

    public Standing standing() {
        return locked(() -> new Standing(room.limit(), room.inHand(), room.waiting(), shedding.ever()));
    }

    private Place.State awaited(Place place, Runnable lookUp) {
        try {
            while (true) {
                long left = place.latest() - clock.getAsLong();
                if (left <= 0) {
                    locked(() -> {
                        room.turnsAway(place);
                        return true;
                    });
                    return place.called().join();
                }
                try {
                    return place.called().get(Math.min(left, LOOK_UP_NS), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    lookUp.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leaves(place, null);
            return Place.State.OUT;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a place is never taken away by a failure", e);
        } catch (RuntimeException e) {
            leaves(place, null);
            throw e;
        }
    }

    private Entry.TurnedAway turnedAway() {
        long now = clock.getAsLong();
        if (shedding.one(now)) {
            LOG.warn(
                    "more requests than this node can start: some are turned away (limit {}, {} in hand, {} waiting)",
                    room.limit(),
                    room.inHand(),
                    room.waiting());
        }
        // Those who were turned away together shall not come back together.
        double spread = 1 + random.getAsDouble() / 2;
        long seconds = (long) Math.ceil(room.drained(now) * spread / SECOND);
        return new Entry.TurnedAway((int) Math.clamp(seconds, 1, LONGEST_RETRY_S));
    }

    void belongs(Place place, String requestId) {
        locked(() -> byRequest.putIfAbsent(requestId, place));
    }

    void leaves(Place place, @Nullable String requestId) {
        locked(() -> {
            room.leaves(place, clock.getAsLong());
            return requestId != null && byRequest.remove(requestId, place);
        });
    }

    @Override
    public void taken(String requestId) {
        tell(requestId, room::pauses);
    }

    @Override
    public void sent(String requestId) {
        tell(requestId, room::calls);
    }

    @Override
    public void heard(String requestId) {
        tell(requestId, room::hears);
    }

    @Override
    public void concluded(RequestRow request, AnswerRow answer, @Nullable ObjectNode content) {
        String requestId = request.id().toString();
        tell(requestId, room::ends);
        locked(() -> byRequest.remove(requestId));
    }

    private void tell(String requestId, BiConsumer<Place, Long> news) {
        locked(() -> {
            Place place = byRequest.get(requestId);
            if (place != null) {
                news.accept(place, clock.getAsLong());
            }
            return true;
        });
    }

    @Scheduled(fixedDelay = "250ms")
    void tidy() {
        locked(() -> {
            long now = clock.getAsLong();
            room.tidy(now);
            byRequest
                    .values()
                    .removeIf(place -> place.state() == Place.State.OUT_OF_SIGHT && now - place.since() > FORGOTTEN);
            Shedding.Spell spell = shedding.over(now);
            if (spell != null) {
                LOG.info(
                        "no request is turned away any more: {} were within {} s",
                        spell.count(),
                        spell.took() / SECOND);
            }
            return true;
        });
    }

    private <T extends @Nullable Object> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
