package io.downclimb.workflows.request;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The workflow decides today what it decided when it was recorded: the same orders in the same sequence, the same waits to the
 * millisecond, the same conclusion. Replay alone would let another rung or another conclusion pass: it compares kinds of events, and
 * of a local activity not even its type.
 */
class ReplayedDecisionsTest {
    private static final RecordingInterceptor RECORDING = new RecordingInterceptor();
    private static ReplayWorker worker;

    @BeforeAll
    static void start() {
        worker = ReplayWorker.asReleased(RECORDING);
    }

    @AfterAll
    static void stop() {
        worker.close();
    }

    @ParameterizedTest
    @MethodSource("names")
    void decidesAsRecorded(String name) throws Exception {
        RECORDING.forget();
        worker.replay(Histories.of(name));
        Decisions.recordedIn(Histories.of(name)).assertRepeatedBy(RECORDING.asked());
    }

    static Stream<String> names() {
        return Histories.names();
    }
}
