package io.downclimb.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day's worth of requests leaves through a pipe, and comes back. */
class LargeFileTest {
    private static final int REQUESTS = 100_000;
    private static final int HISTORIES = 10_000;

    @TempDir
    Path folder;

    @Test
    void hundredThousandRequestsAreStreamedAndLoaded() throws IOException {
        Path path = folder.resolve("large.zip");
        PipedOutputStream out = new PipedOutputStream();
        Closing closing;
        try (InputStream in = new BufferedInputStream(new PipedInputStream(out, 1 << 16))) {
            CompletableFuture<Void> copy = CompletableFuture.runAsync(() -> copy(in, path), Thread::startVirtualThread);
            try (out) {
                closing = Sample.write(out, REQUESTS, HISTORIES, Sample.BOUND);
            }
            copy.join();
        }

        assertThat(closing.leftOut()).isEmpty();
        try (IncidentFile file = IncidentFile.open(path)) {
            Incident incident = file.load();
            assertThat(incident.requests()).hasSize(REQUESTS);
            assertThat(incident.requests().getLast()).isEqualTo(Sample.request(REQUESTS - 1));
            int[] histories = {0};
            file.histories(history -> assertThat(history.runId()).isEqualTo("run-" + histories[0]++));
            assertThat(histories[0]).isEqualTo(HISTORIES);
        }
    }

    private static void copy(InputStream in, Path path) {
        try {
            Files.copy(in, path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
