package io.downclimb.api.admission;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A node in simulated time. A request takes the processors for its start, waits for what takes none (disks, remote servers), then for its provider, and takes the
 * processors once more to end. The processors are shared evenly by all who want them; beyond {@link Traits#bearable} each one more costs all of them something, as
 * a heap, a pool and a scheduler do.
 */
final class SimulatedNode {
    private static final double SECOND = 1e9;

    private final Traits traits;
    private final Random random;
    private final @Nullable WaitingRoom room;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingDouble(Event::at).thenComparingLong(Event::order));
    private final PriorityQueue<Work> working = new PriorityQueue<>(Comparator.comparingDouble(Work::doneAt));
    private final Deque<Request> queued = new ArrayDeque<>();
    private long orders;
    private double now;
    private double from;
    private double until;
    /** How much work whoever was there from the beginning has been given. */
    private double given;

    private final Outcome outcome = new Outcome();

    /** Without a waiting room everybody goes in. */
    SimulatedNode(Traits traits, boolean gated, long seed) {
        this.traits = traits;
        random = new Random(seed);
        room = gated ? new WaitingRoom(StartBounds.of(32 * traits.processors, traits.processors), 0) : null;
    }

    /**
     * What a node and its callers are like. Times in s.
     *
     * @param start work of the processors until the first call
     * @param delay until the first call, beside that work
     * @param end work of the processors after the call
     * @param provider how long a call takes, on the average
     * @param bearable how many at work make nothing slower than their share
     */
    record Traits(
            int processors, double start, double delay, double end, double provider, double deadline, int bearable) {
        /** Requests per second that it can serve at most. */
        double capacity() {
            return processors / (start + end);
        }
    }

    /** What became of those who came after the warm-up. */
    static final class Outcome {
        int good;
        int accepted;
        int inTime;
        int turnedAway;
        int limit;
        double seconds;

        /** Of those who were let in, how many had no answer before their deadline. */
        int late() {
            return accepted - inTime;
        }

        double goodput() {
            return good / seconds;
        }

        @Override
        public String toString() {
            return "%.1f/s good, %d let in, %d of them late, %d turned away, limit %d"
                    .formatted(goodput(), accepted, late(), turnedAway, limit);
        }
    }

    private static final class Request {
        final double arrivedAt;

        @Nullable
        Place place;

        boolean ending;

        Request(double arrivedAt) {
            this.arrivedAt = arrivedAt;
        }
    }

    private record Event(double at, long order, Runnable what) {}

    private record Work(double doneAt, Request request) {}

    /** Runs for some time at a load, 1 being the capacity. Who comes in the first half, or in the deadline after the end, is not looked at. */
    Outcome run(double load, double seconds) {
        double rate = load * traits.capacity();
        from = seconds / 2;
        until = seconds;
        outcome.seconds = until - from;
        double last = seconds + traits.deadline;
        for (double arrival = 0; arrival < last; arrival += -Math.log(1 - random.nextDouble()) / rate) {
            double at = arrival;
            at(at, () -> arrive(new Request(at)));
        }
        at(last, () -> {});
        while (now < last) {
            step();
        }
        outcome.limit = room == null ? 0 : room.limit();
        return outcome;
    }

    private boolean counts(Request request) {
        return request.arrivedAt >= from && request.arrivedAt < until;
    }

    private void step() {
        double speed = speed();
        Work first = working.peek();
        double workDone = first == null ? Double.POSITIVE_INFINITY : now + Math.max(0, first.doneAt - given) / speed;
        Event next = events.peek();
        if (next != null && next.at <= workDone) {
            given += (next.at - now) * speed;
            now = next.at;
            events.remove().what.run();
            return;
        }
        Work done = working.remove();
        now = workDone;
        given = done.doneAt;
        if (done.request.ending) {
            ended(done.request);
            return;
        }
        at(now + traits.delay, () -> called(done.request));
    }

    private double speed() {
        int n = working.size();
        if (n == 0) {
            return 1;
        }
        double share = Math.min(1, (double) traits.processors / n);
        return share / (1 + 0.05 * Math.max(0, n - traits.bearable));
    }

    private void arrive(Request request) {
        if (room == null) {
            begin(request);
            return;
        }
        double spare = traits.deadline - traits.provider;
        Place place = room.arrive(ns(now), ns(spare));
        request.place = place;
        switch (place.state()) {
            case STARTING -> begin(request);
            case WAITING -> {
                queued.add(request);
                at(place.latest() / SECOND + 1e-6, () -> room.turnsAway(place));
            }
            case TURNED_AWAY -> outcome.turnedAway += counts(request) ? 1 : 0;
            case CALLING, ENDING, OUT_OF_SIGHT, OUT ->
                throw new IllegalStateException("nobody is there who has not come in");
        }
    }

    private void begin(Request request) {
        outcome.accepted += counts(request) ? 1 : 0;
        work(request, traits.start * (0.5 + random.nextDouble()));
    }

    private void called(Request request) {
        Place place = request.place;
        if (room != null && place != null) {
            room.calls(place, ns(now));
            room.tidy(ns(now));
            callIn();
        }
        at(now + traits.provider * (0.5 + random.nextDouble()), () -> {
            request.ending = true;
            if (room != null && place != null) {
                room.hears(place, ns(now));
            }
            work(request, traits.end * (0.5 + random.nextDouble()));
        });
    }

    private void callIn() {
        List<Request> called = new ArrayList<>();
        queued.removeIf(request -> {
            Place place = request.place;
            if (place == null || place.state() == Place.State.WAITING) {
                return false;
            }
            called.add(request);
            return true;
        });
        for (Request request : called) {
            Place place = request.place;
            if (place != null && place.state() == Place.State.TURNED_AWAY) {
                outcome.turnedAway += counts(request) ? 1 : 0;
            } else {
                begin(request);
            }
        }
    }

    private void ended(Request request) {
        Place place = request.place;
        if (room != null && place != null) {
            room.ends(place, ns(now));
            callIn();
        }
        // A rate is of what ends within a time; who was in time is asked of those who came within it.
        boolean inTime = now - request.arrivedAt <= traits.deadline;
        if (inTime && now >= from && now < until) {
            outcome.good++;
        }
        if (inTime && counts(request)) {
            outcome.inTime++;
        }
    }

    private void work(Request request, double amount) {
        working.add(new Work(given + amount, request));
    }

    private void at(double time, Runnable what) {
        events.add(new Event(time, orders++, what));
    }

    private static long ns(double seconds) {
        return Math.round(seconds * SECOND);
    }
}
