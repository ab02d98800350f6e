package io.downclimb.embedded;

import io.temporal.testing.TemporalDevServerOptions;
import io.temporal.testing.internal.devserver.TemporalDevServerDownloader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The download that the Temporal SDK brings along. Its own timeouts are long (minutes without open internet), so it runs in a
 * daemon thread and is given up when for {@code patience} nothing arrived.
 */
record SdkDownload(Path target, Duration patience, Consumer<String> progress) {
    boolean fetch(List<String> tried) {
        progress.accept("downloading the Temporal dev server, once per machine …");
        Path folder = OwnerLock.sibling(target, ".download");
        try {
            TemporaryFolder.deleteTree(folder);
            UserCache.created(folder);
            Path downloaded = await(begin(folder), folder);
            Files.move(downloaded, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (TimeoutException _) {
            tried.add("the SDK's download: nothing arrived for " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            tried.add("the SDK's download: " + rootCause(e));
        } catch (IOException | UncheckedIOException e) {
            tried.add("the SDK's download: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while downloading the Temporal dev server", e);
        } finally {
            TemporaryFolder.deleteTree(folder);
        }
        return false;
    }

    private CompletableFuture<Path> begin(Path folder) {
        TemporalDevServerOptions options = TemporalDevServerOptions.newBuilder()
                .setDownloadVersion("v" + TemporalBinary.VERSION)
                .setDownloadDestination(folder.toString())
                .build();
        CompletableFuture<Path> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("temporal-download").start(() -> {
            try {
                result.complete(TemporalDevServerDownloader.prepare(options));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private Path await(CompletableFuture<Path> download, Path folder)
            throws InterruptedException, ExecutionException, TimeoutException {
        for (long seen = -1, size = 0; size > seen; size = size(folder)) {
            seen = size;
            try {
                return download.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                // given another turn if more bytes have arrived
            }
        }
        throw new TimeoutException();
    }

    private static long size(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toFile)
                    .filter(file -> file.isFile())
                    .mapToLong(file -> file.length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
