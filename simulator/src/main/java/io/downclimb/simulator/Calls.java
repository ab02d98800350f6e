package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the simulator was asked. Counts are complete since the start or the last {@link #reset()}; of the calls
 * themselves it keeps the latest {@value #KEPT}. Safe for use from many threads.
 */
public final class Calls {
    private static final int KEPT = 20_000;

    private final InstantSource clock;
    private final LinkedHashMap<Long, Call> calls = new LinkedHashMap<>();
    private final Map<String, Integer> totals = new HashMap<>();
    private final Map<String, Map<String, Integer>> byRequest = new HashMap<>();
    private long lastId;

    Calls(InstantSource clock) {
        this.clock = clock;
    }

    /** All calls to the provider. */
    public synchronized int total(String provider) {
        return totals.getOrDefault(provider, 0);
    }

    /** The calls to the provider on behalf of one request of the caller. */
    public synchronized int count(String provider, String callerRequest) {
        return byRequest.getOrDefault(provider, Map.of()).getOrDefault(callerRequest, 0);
    }

    /** How many calls each of the caller's requests made to the provider; calls that name no request are left out. */
    public synchronized Map<String, Integer> countByRequest(String provider) {
        return Map.copyOf(byRequest.getOrDefault(provider, Map.of()));
    }

    /** The calls in the order they arrived. */
    public synchronized List<Call> all() {
        return List.copyOf(calls.values());
    }

    /** The calls to one provider in the order they arrived. */
    public List<Call> of(String provider) {
        return all().stream().filter(call -> call.provider().equals(provider)).toList();
    }

    /** The calls whose client hung up before the end. */
    public List<Call> disconnected() {
        return all().stream().filter(Call::clientGone).toList();
    }

    /** Forgets every call and every count. */
    public synchronized void reset() {
        calls.clear();
        totals.clear();
        byRequest.clear();
        notifyAll();
    }

    /**
     * Waits until the calls look as expected.
     *
     * @return false if they didn't in time
     */
    public synchronized boolean await(Duration atMost, Predicate<List<Call>> expected) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!expected.test(new ArrayList<>(calls.values()))) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            wait(left / 1_000_000 + 1);
        }
        return true;
    }

    synchronized long arrived(
            String provider, String model, boolean stream, JsonNode body, Map<String, String> headers) {
        CallerRequest caller = CallerRequest.of(headers.get("x-client-request-id"));
        long id = ++lastId;
        calls.put(
                id,
                new Call(
                        id,
                        provider,
                        model,
                        caller.id(),
                        caller.attempt(),
                        clock.millis(),
                        stream,
                        body,
                        headers,
                        false,
                        false));
        totals.merge(provider, 1, Integer::sum);
        if (caller.id() != null) {
            byRequest.computeIfAbsent(provider, _ -> new HashMap<>()).merge(caller.id(), 1, Integer::sum);
        }
        if (calls.size() > KEPT) {
            calls.pollFirstEntry();
        }
        notifyAll();
        return id;
    }

    synchronized void concluded(long id, boolean clientGone) {
        calls.computeIfPresent(id, (_, call) -> call.with(!clientGone, clientGone));
        notifyAll();
    }
}
