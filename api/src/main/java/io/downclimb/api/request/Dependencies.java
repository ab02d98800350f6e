package io.downclimb.api.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.request.CallsListener;
import io.downclimb.activities.request.ConclusionListener;
import io.downclimb.api.request.Refusal.Overloaded;
import io.downclimb.api.request.Refusal.RefusedException;
import io.downclimb.api.request.Refusal.Unavailable;
import io.downclimb.db.AnswerRow;
import io.downclimb.db.RequestRepository;
import io.downclimb.db.RequestRow;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.micronaut.scheduling.annotation.Scheduled;
import io.temporal.serviceclient.WorkflowServiceStubs;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Postgres and Temporal as the doors see them. A call to either is given up in time for the caller to get a clear 503 within two
 * seconds; and while pings (two a second) get no answer, new requests are refused at once. A ping that waits behind much other work has its answer where any of that
 * work was done meanwhile: a dependency that is busy is not away.
 */
@Singleton
public class Dependencies implements CallsListener, ConclusionListener {
    private static final Logger LOG = LoggerFactory.getLogger(Dependencies.class);
    /** After this long a caller is sent away: well within two seconds, even on a busy machine. */
    private static final Duration GIVE_UP = Duration.ofMillis(1_300);

    private static final long PING_MS = 1_000;
    private static final long LOOK_AGAIN_MS = 100;

    private static final int RETRY_AFTER_SECONDS = 2;

    private final RequestRepository requests;
    private final WorkflowServiceStubs temporal;
    private final Pulse postgresPulse = new Pulse("Postgres", Instant.now());
    private final Pulse temporalPulse = new Pulse("Temporal", Instant.now());

    Dependencies(RequestRepository requests, WorkflowServiceStubs temporal) {
        this.requests = requests;
        this.temporal = temporal;
    }

    public boolean postgresUp() {
        return postgresPulse.up();
    }

    public boolean temporalUp() {
        return temporalPulse.up();
    }

    /** Whether Temporal did something for this node a moment ago. */
    boolean temporalBeats() {
        return temporalPulse.beats(Instant.now());
    }

    void requireBoth() {
        if (!postgresUp()) {
            throw refused("Postgres");
        }
        if (!temporalUp()) {
            throw refused("Temporal");
        }
    }

    /**
     * Runs a query, and gives up on it in time.
     *
     * @param arrival when its caller arrived
     * @param atMost when to give up even on a dependency that is only slow
     * @param late takes what the query brought after all, when its caller had already been refused
     */
    <T> T withPostgres(Instant arrival, Instant atMost, Supplier<T> query, Consumer<T> late) {
        try {
            return within(postgresPulse, arrival, atMost, query, late);
        } catch (RefusedException e) {
            Instant now = Instant.now();
            throw !now.isBefore(atMost) && postgresPulse.beats(now) ? tooSlow() : e;
        }
    }

    /**
     * Calls the engine, and gives up on it in time.
     *
     * @param arrival when its caller arrived
     * @param atMost when to give up even on an engine that is only slow
     */
    public <T> T withTemporal(Instant arrival, Instant atMost, Supplier<T> call) {
        return within(temporalPulse, arrival, atMost, call, late -> {});
    }

    /** For a caller who arrives now, and waits no longer than for a dead dependency. */
    public <T> T withPostgres(Supplier<T> query) {
        Instant now = Instant.now();
        return within(postgresPulse, now, now.plus(GIVE_UP), query, late -> {});
    }

    @Override
    public void taken(String requestId) {}

    @Override
    public void sent(String requestId) {
        postgresPulse.beat(Instant.now());
    }

    @Override
    public void heard(String requestId) {}

    @Override
    public void concluded(RequestRow request, AnswerRow answer, @Nullable ObjectNode content) {
        postgresPulse.beat(Instant.now());
    }

    private static <T> T within(Pulse pulse, Instant arrival, Instant atMost, Supplier<T> work, Consumer<T> late) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                T value = work.get();
                pulse.beat(Instant.now());
                if (!result.complete(value)) {
                    late.accept(value);
                }
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        Instant until = arrival.plus(GIVE_UP);
        while (true) {
            try {
                long left = Math.max(1, Duration.between(Instant.now(), until).toMillis());
                return result.get(left, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                Instant now = Instant.now();
                if (pulse.beats(now) && now.isBefore(atMost)) {
                    until = now.plusMillis(LOOK_AGAIN_MS); // slow is not down
                } else if (result.completeExceptionally(e)) {
                    throw refused(pulse.dependency());
                }
            } catch (ExecutionException e) {
                throw failure(pulse, e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw refused(pulse.dependency());
            }
        }
    }

    private static RuntimeException failure(Pulse pulse, @Nullable Throwable cause) {
        if (Causes.tellOfAnOutage(cause)) {
            LOG.warn("{} did not serve a call: {}", pulse.dependency(), Causes.of(cause));
            return refused(pulse.dependency());
        }
        return cause instanceof RuntimeException fault ? fault : new IllegalStateException(cause);
    }

    @Scheduled(fixedDelay = "500ms")
    void pingPostgres() {
        Instant asked = Instant.now();
        postgresPulse.felt(asked, answers(() -> requests.ping() == 1), Instant.now());
    }

    @Scheduled(fixedDelay = "500ms")
    void pingTemporal() {
        Instant asked = Instant.now();
        temporalPulse.felt(asked, answers(this::temporalServes), Instant.now());
    }

    private boolean temporalServes() {
        HealthCheckRequest check = HealthCheckRequest.newBuilder()
                .setService("temporal.api.workflowservice.v1.WorkflowService")
                .build();
        return HealthGrpc.newBlockingStub(temporal.getRawChannel())
                        .withDeadlineAfter(PING_MS, TimeUnit.MILLISECONDS)
                        .check(check)
                        .getStatus()
                == HealthCheckResponse.ServingStatus.SERVING;
    }

    private static boolean answers(BooleanSupplier ping) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                answer.complete(ping.getAsBoolean());
            } catch (RuntimeException e) {
                answer.complete(false);
            }
        });
        return answer.completeOnTimeout(false, PING_MS, TimeUnit.MILLISECONDS).join();
    }

    /** It does answer, but others before this one. */
    private static RefusedException tooSlow() {
        return new RefusedException(Overloaded.retryAfter(RETRY_AFTER_SECONDS));
    }

    private static RefusedException refused(String dependency) {
        return new RefusedException(new Unavailable(
                dependency,
                dependency + " does not answer, so nothing can be accepted safely. Try again in a moment."));
    }
}
