package io.downclimb.api.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A caller who is interrupted while its client waits: the call to the provider ends, and none follows. */
final class Interruption {
    private Interruption() {}

    /**
     * Asks, interrupts, and looks at what became of it.
     *
     * @param ask asks the question, of a provider that never answers
     * @param ends what the client throws then
     */
    static void cancels(Service service, String question, Supplier<?> ask, Class<? extends RuntimeException> ends)
            throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                thrown.completeExceptionally(new AssertionError("answered: " + ask.get()));
            } catch (RuntimeException e) {
                thrown.complete(e);
            }
        });
        service.awaitCallAbout(question);
        caller.interrupt();
        service.awaitHangUpAbout(question);
        assertThat(thrown.get(20, TimeUnit.SECONDS)).isInstanceOf(ends);
        assertThat(service.callsAbout(question)).hasSize(1);
    }
}
