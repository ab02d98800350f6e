package io.downclimb.api.incident;

import io.downclimb.api.config.Configuration;
import io.grpc.StatusRuntimeException;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import io.temporal.client.WorkflowClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns at the start, as soon as Temporal answers, where its namespace forgets histories sooner than incidents shall be exported. */
@Singleton
class RetentionCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionCheck.class);
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

    private final WorkflowClient client;
    private final Duration window;
    private final Thread thread = Thread.ofVirtual().name("retention-check").unstarted(this::look);

    RetentionCheck(WorkflowClient client, Configuration configuration) {
        this.client = client;
        this.window = configuration.incident().window();
    }

    @EventListener
    void start(StartupEvent started) {
        thread.start();
    }

    private void look() {
        String namespace = client.getOptions().getNamespace();
        try {
            while (true) {
                try {
                    warning(namespace, Histories.retention(client), window).ifPresent(LOG::warn);
                    return;
                } catch (StatusRuntimeException e) {
                    LOG.debug("the retention of namespace {} is not known yet", namespace, e);
                    Thread.sleep(BETWEEN_TRIES);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the node stops");
        }
    }

    static Optional<String> warning(String namespace, Duration retention, Duration window) {
        // A server that does not say how long it keeps histories says 0.
        if (retention.isZero() || retention.compareTo(window) >= 0) {
            return Optional.empty();
        }
        return Optional.of(
                "incident.window is %1$s, but Temporal's namespace \"%3$s\" keeps histories for %2$s: exports that reach further back lack them; run: temporal operator namespace update --namespace %3$s --retention %1$s, or set incident.window to %2$s"
                        .formatted(Histories.words(window), Histories.words(retention), namespace));
    }

    @PreDestroy
    void stop() {
        thread.interrupt();
    }
}
