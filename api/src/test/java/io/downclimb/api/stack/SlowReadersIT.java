package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.api.stack.StreamCall.Door;
import io.downclimb.embedded.SharedStack;
import io.downclimb.simulator.Call;
import io.downclimb.simulator.Simulator;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Five hundred callers at once who begin to read and stop: what do they cost, and what becomes of them? */
class SlowReadersIT {
    private static final int CALLERS = 500;
    private static final int WARM_UP = 24;
    /** So many requests begin at a time: it is the streams that are many here. */
    private static final int BEGINNING = 32;

    private static final int KIB = 1024;
    /** 240 KB in few words: each word is an event of a live stream. */
    private static final String WHOLE =
            IntStream.range(0, 120).mapToObj(word -> word + "x".repeat(1_996)).collect(Collectors.joining(" "));

    /** What may wait for a caller: a committed answer, kept once, or what a live one has not taken ({@code StreamLimits}). */
    private static final long WAITING = 256L * KIB;
    /** What a connection takes in: its high watermark (64 KiB) and the event that passes it, and 32 events that the framework asks for ahead. */
    private static final long CONNECTION = 64L * KIB + 33 * 4608;
    /** The connection itself, the caller's side of it, which is in this process too, and what a request leaves for a while. */
    private static final long ROOM = 64L * KIB;

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Path FIGURES = Path.of("target", "slow-readers.txt");

    private static Simulator simulator;
    private static Records records;
    private static Stack patient;
    private static Stack strict;

    private final Queue<StreamCall> open = new ConcurrentLinkedQueue<>();

    private record Kind(Door door, String route) {
        boolean isLive() {
            return route.startsWith("live");
        }

        /** Live calls are requests of their own; the others ask for one answer by its key, and each gets it for itself. */
        StreamCall ask(Stack node, int number) throws IOException {
            return isLive()
                    ? StreamCall.askSlowly(door, node, route, route + " " + number)
                    : StreamCall.askSlowly(door, node, route, route, "Idempotency-Key: " + route);
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind(Door.CHAT, "whole-open"),
            new Kind(Door.CHAT, "live-open"),
            new Kind(Door.MESSAGES, "whole-native"),
            new Kind(Door.MESSAGES, "live-native"));

    @BeforeAll
    static void start() {
        simulator = Simulator.start(0);
        records = new Records(SharedStack.newDatabase());
        patient = installation(records.jdbcUrl(), "10m").node();
        strict = installation(SharedStack.newDatabase(), "500ms").node();
    }

    @BeforeEach
    void longAnswers() {
        for (String provider : List.of("open", "native")) {
            simulator.faults().answer(provider, WHOLE);
            simulator.faults().pace(provider, new Simulator.Pace(0, 5));
        }
    }

    private static Installation installation(String jdbcUrl, String stalledReader) {
        StringBuilder yaml = new StringBuilder("limits: {stalled-reader: " + stalledReader + "}\nproviders:\n")
                .append(Installation.provider("open", ", breaker: off"))
                .append(
                        "  native: {api: anthropic-messages, base-url: \"SIM/native\", keys: [\"${ONE}\"], breaker: off}\n")
                .append("routes:\n");
        for (Kind kind : KINDS) {
            String provider = kind.route().substring(kind.route().indexOf('-') + 1);
            yaml.append("""
                      %s:
                        deadline: 60s
                        streaming: %s
                        ladder: [{tier: primary, provider: %s, model: a-model, budget: 50s}]
                    """.formatted(kind.route(), kind.isLive() ? "live" : "committed", provider));
        }
        return new Installation(simulator, jdbcUrl, SharedStack.postgres(), SharedStack.temporal(), yaml.toString());
    }

    @AfterAll
    static void stop() {
        strict.node().close();
        patient.close();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (StreamCall call : open) {
            call.close();
        }
        open.clear();
    }

    @Test
    void memoryIsBoundedWhileTheyAllHangAndEachHasItsWholeAnswerInTheEnd() throws Exception {
        begin(WARM_UP, patient);
        readOn();
        Memory before = Memory.inUse();

        begin(CALLERS, patient);
        awaitConclusions(2 + (WARM_UP + CALLERS) / 2);
        Memory held = Memory.inUse().beyond(before);
        readOn();
        Memory left = Memory.inUse().beyond(before);

        Files.writeString(
                FIGURES, "%d slow readers%nwhile all hang: %s%nafter that:     %s%n".formatted(CALLERS, held, left));
        assertThat(held.whole())
                .as("held for %d callers", CALLERS)
                .isPositive()
                .isLessThan(CALLERS * (WAITING + CONNECTION + ROOM));
        assertThat(left.heap()).as("left of %d callers", CALLERS).isLessThan(CALLERS * ROOM);
    }

    @Test
    void whoTakesNothingAnyMoreIsClosedAndTheCallMadeForItEnds() throws Exception {
        // The provider is still at it when the caller has taken nothing for so long.
        simulator.faults().answer("open", WHOLE + " " + WHOLE);
        simulator.faults().pace("open", new Simulator.Pace(0, 90));
        int earlier = (int) gone();
        List<StreamCall> calls = new ArrayList<>();
        for (int number = 0; number < 8; number++) {
            calls.add(KINDS.get(1).ask(strict, number));
            open.add(calls.getLast());
        }
        for (StreamCall call : calls) {
            call.untilText();
        }
        assertThat(simulator.calls().await(SOON, _ -> gone() == earlier + calls.size()))
                .as("calls ended: %d", gone() - earlier)
                .isTrue();
        for (StreamCall call : calls) {
            assertThat(call.isCutOff()).isTrue();
        }
    }

    private static long gone() {
        return simulator.calls().of("open").stream().filter(Call::clientGone).count();
    }

    /** Each has the first words of its answer, and has stopped to read. */
    private void begin(int callers, Stack node) throws Exception {
        Semaphore beginning = new Semaphore(BEGINNING);
        all(IntStream.range(0, callers)
                .mapToObj(number -> (Callable<Boolean>) () -> {
                    beginning.acquire();
                    StreamCall call = KINDS.get(number % KINDS.size()).ask(node, number);
                    open.add(call);
                    call.untilText();
                    beginning.release();
                    return true;
                })
                .toList());
    }

    private void readOn() throws Exception {
        List<Callable<Boolean>> readers = IntStream.range(0, BEGINNING)
                .mapToObj(_ -> (Callable<Boolean>) this::readOnOneByOne)
                .toList();
        assertThat(all(readers)).containsOnly(true);
    }

    private boolean readOnOneByOne() throws IOException {
        for (StreamCall next = open.poll(); next != null; next = open.poll()) {
            try (StreamCall call = next) {
                if (!call.whole().equals(WHOLE)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static <T> List<T> all(List<Callable<T>> tasks) throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> result : callers.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        }
    }

    private static void awaitConclusions(int expected) {
        Patiently.await(
                SOON,
                () -> records.texts("select count(*) from requests where concluded_at is not null"),
                counts -> counts.equals(List.of(String.valueOf(expected))));
    }

    /**
     * What is in use, in bytes.
     *
     * @param heap live objects
     * @param direct what Netty's pool has taken, which it keeps for the next
     */
    private record Memory(long heap, long direct) {
        static Memory inUse() {
            System.gc();
            return new Memory(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                            .metric()
                            .usedDirectMemory());
        }

        Memory beyond(Memory other) {
            return new Memory(heap - other.heap, direct - other.direct);
        }

        long whole() {
            return heap + direct;
        }

        @Override
        public String toString() {
            return "%d MiB of heap and %d MiB of direct memory, %d KiB for each caller"
                    .formatted(heap / KIB / KIB, direct / KIB / KIB, whole() / KIB / CALLERS);
        }
    }
}
