package io.downclimb.api.request;

import io.downclimb.api.request.Refusal.RefusedException;
import io.downclimb.api.request.Refusal.Unavailable;
import io.downclimb.db.RequestRepository;
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
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Postgres and Temporal as the doors see them. A call to either is given up in time for the caller to get a clear 503 within two
 * seconds; and while a ping that runs each second gets no answer, new requests are refused at once.
 */
@Singleton
public class Dependencies {
    private static final Logger LOG = LoggerFactory.getLogger(Dependencies.class);
    /** After this long a caller is sent away: two seconds less what the reply takes. */
    private static final Duration GIVE_UP = Duration.ofMillis(1_700);

    private static final long PING_MS = 1_000;
    /** One slow ping is a busy machine; two are an outage. */
    private static final int MISSED_PINGS = 2;

    private final RequestRepository requests;
    private final WorkflowServiceStubs temporal;
    private final Pulse postgresPulse = new Pulse("Postgres");
    private final Pulse temporalPulse = new Pulse("Temporal");

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

    void requireBoth() {
        if (!postgresUp()) {
            throw refused("Postgres");
        }
        if (!temporalUp()) {
            throw refused("Temporal");
        }
    }

    /** When a caller who arrived now must be sent away. */
    static Instant patienceFrom(Instant arrival) {
        return arrival.plus(GIVE_UP);
    }

    /**
     * Runs a query, and gives up on it in time.
     *
     * @param late takes what the query brought after all, when its caller had already been refused
     */
    <T> T withPostgres(Instant until, Supplier<T> query, Consumer<T> late) {
        return within("Postgres", until, query, late);
    }

    <T> T withTemporal(Instant until, Supplier<T> call) {
        return within("Temporal", until, call, late -> {});
    }

    private static <T> T within(String dependency, Instant until, Supplier<T> work, Consumer<T> late) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                T value = work.get();
                if (!result.complete(value)) {
                    late.accept(value);
                }
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        try {
            long left = Math.max(1, Duration.between(Instant.now(), until).toMillis());
            return result.get(left, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            boolean gaveUp = result.completeExceptionally(e);
            if (!gaveUp && !result.isCompletedExceptionally()) {
                return result.join();
            }
            throw refused(dependency);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RefusedException refusal) {
                throw refusal;
            }
            LOG.warn("{} did not serve a call: {}", dependency, Causes.of(e.getCause()));
            throw refused(dependency);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refused(dependency);
        }
    }

    @Scheduled(fixedDelay = "1s")
    void pingPostgres() {
        postgresPulse.felt(answers(() -> requests.ping() == 1));
    }

    @Scheduled(fixedDelay = "1s")
    void pingTemporal() {
        temporalPulse.felt(answers(this::temporalServes));
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

    private static boolean answers(Supplier<Boolean> ping) {
        try {
            return within("a ping", Instant.now().plusMillis(PING_MS), ping, late -> {});
        } catch (RefusedException e) {
            return false;
        }
    }

    /** Whether a dependency answers, as its pings tell. */
    private static final class Pulse {
        private final String dependency;
        private volatile int missed; // written by one pinging thread at a time

        Pulse(String dependency) {
            this.dependency = dependency;
        }

        boolean up() {
            return missed < MISSED_PINGS;
        }

        void felt(boolean answered) {
            int before = missed;
            missed = answered ? 0 : before + 1;
            if (before < MISSED_PINGS && missed == MISSED_PINGS) {
                LOG.error("{} does not answer: new requests are refused until it does", dependency);
            } else if (before >= MISSED_PINGS && answered) {
                LOG.info("{} answers again", dependency);
            }
        }
    }

    private static RefusedException refused(String dependency) {
        return new RefusedException(new Unavailable(
                dependency,
                dependency + " does not answer, so nothing can be accepted safely. Try again in a moment."));
    }
}
