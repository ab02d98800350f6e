package io.downclimb.activities.provider;

import static io.downclimb.activities.provider.Wires.CLIENT;
import static io.downclimb.activities.provider.Wires.HELLO;
import static io.downclimb.activities.provider.Wires.STOP;
import static io.downclimb.activities.provider.Wires.STREAM;
import static io.downclimb.activities.provider.Wires.assertFailed;
import static io.downclimb.activities.provider.Wires.call;
import static io.downclimb.activities.provider.Wires.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downclimb.workflows.activity.ErrorClass;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only time can show: who waits how long, and what ends a call at once. */
@Timeout(20)
class LimitsTest {
    @Test
    void aFinishedAnswerDoesNotWaitForAnEndThatNeverComes() throws IOException {
        try (RawServer server = new RawServer(exchanged -> {
            exchanged.head("200 OK", STREAM);
            exchanged.chunk(HELLO + STOP);
            exchanged.awaitGone();
        })) {
            CallReport report = call(server, 5_000, 10_000, 5_000);
            assertThat(text(report)).isEqualTo("Hello");
            assertThat(report.totalMs()).isLessThan(4_000);
        }
    }

    @Test
    void anAnswerInAFormatWithoutAnEndMarkIsWholeWithItsFinishReason() throws IOException {
        try (RawServer server = new RawServer(exchanged -> {
            exchanged.head("200 OK", STREAM);
            exchanged.chunk(
                    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hello\"}]},\"finishReason\":\"STOP\"}]}\n\n");
            exchanged.awaitGone();
        })) {
            Call call = Asking.of(Api.GEMINI).at(server.url()).call();
            assertThat(text(CLIENT.call(call, new Cancellation()))).isEqualTo("Hello");
        }
    }

    @Test
    void pingsKeepNobodyWaiting() throws IOException {
        try (RawServer server = new RawServer(exchanged -> {
            exchanged.head("200 OK", STREAM);
            exchanged.chunk(
                    "data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n");
            while (true) {
                exchanged.chunk(": processing\n\n");
                Thread.onSpinWait();
            }
        })) {
            CallReport silent = call(server, 1_000, 9_000, 9_000);
            assertFailed(silent, ErrorClass.SILENT, "no-content");
            assertThat(silent.firstContentMs()).isNull();
            assertThat(silent.totalMs()).isBetween(990L, 5_000L);
        }
    }

    @Test
    void pingsDoNotFeedTheIdleLimit() throws IOException {
        try (RawServer server = new RawServer(exchanged -> {
            exchanged.head("200 OK", STREAM);
            exchanged.chunk(HELLO);
            while (true) {
                exchanged.chunk(": processing\n\n");
                Thread.onSpinWait();
            }
        })) {
            assertFailed(call(server, 9_000, 9_000, 300), ErrorClass.CUT, "stalled");
        }
    }

    @Test
    void aDeadlineWithoutContentIsSilence() throws IOException {
        try (RawServer server = new RawServer(RawServer.Exchanged::awaitGone)) {
            assertFailed(call(server, 5_000, 300, 5_000), ErrorClass.SILENT, "no-headers");
        }
    }

    @Test
    void aCallWhoseTimeIsOverIsNotSent() throws IOException {
        try (RawServer server = new RawServer(RawServer.Exchanged::awaitGone)) {
            assertFailed(call(server, -100, -100, 5_000), ErrorClass.SILENT, "not-sent");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void aCancellationClosesTheConnectionAtOnce() throws Exception {
        for (boolean flowing : new boolean[] {false, true}) {
            CountDownLatch asked = new CountDownLatch(1);
            CompletableFuture<Boolean> gone = new CompletableFuture<>();
            try (RawServer server = new RawServer(exchanged -> {
                        if (flowing) {
                            exchanged.head("200 OK", STREAM);
                            exchanged.chunk(HELLO);
                        }
                        asked.countDown();
                        try {
                            exchanged.awaitGone();
                        } finally {
                            gone.complete(true);
                        }
                    });
                    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Cancellation cancellation = new Cancellation();
                Call call = Asking.of(Api.OPENAI_CHAT).at(server.url()).call();
                Future<CallReport> report = threads.submit(() -> CLIENT.call(call, cancellation));
                assertThat(asked.await(5, TimeUnit.SECONDS)).isTrue();
                cancellation.cancel();
                assertThatThrownBy(() -> report.get(2, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(CancellationException.class);
                assertThat(gone.get(2, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void anInterruptionIsACancellation() throws Exception {
        try (RawServer server = new RawServer(RawServer.Exchanged::awaitGone);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Call call = Asking.of(Api.OPENAI_CHAT).at(server.url()).call();
            Future<CallReport> report = threads.submit(() -> {
                Thread.currentThread().interrupt();
                return CLIENT.call(call, new Cancellation());
            });
            assertThatThrownBy(() -> report.get(2, TimeUnit.SECONDS)).hasCauseInstanceOf(CancellationException.class);
        }
    }

    @Test
    void aCallCancelledBeforehandIsNotSent() throws IOException {
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();
        try (RawServer server = new RawServer(RawServer.Exchanged::awaitGone)) {
            Call call = Asking.of(Api.OPENAI_CHAT).at(server.url()).call();
            assertThatThrownBy(() -> CLIENT.call(call, cancellation)).isInstanceOf(CancellationException.class);
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void aCallGivenUpClosesItsConnection() throws Exception {
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        try (RawServer server = new RawServer(exchanged -> {
            exchanged.head("200 OK", STREAM);
            exchanged.chunk(HELLO);
            try {
                exchanged.awaitGone();
            } finally {
                gone.complete(true);
            }
        })) {
            assertFailed(call(server, 9_000, 9_000, 200), ErrorClass.CUT, "stalled");
            assertThat(gone.get(2, TimeUnit.SECONDS)).isTrue();
        }
    }
}
