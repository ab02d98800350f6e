package io.downclimb.api;

import io.downclimb.api.config.Configuration;
import io.downclimb.api.config.Store;
import io.downclimb.api.http.Streams;
import io.downclimb.api.request.Presence;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running node: doors, desk, workers, and the connections they share. Many may run over one Postgres and one Temporal. */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private static final Duration DRAIN = Duration.ofSeconds(30);
    /** Of the drain, what is kept for streams that are to be ended. */
    private static final Duration ENDING = Duration.ofSeconds(3);

    private final ApplicationContext context;
    private final EmbeddedServer server;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Node(ApplicationContext context, EmbeddedServer server) {
        this.context = context;
        this.server = server;
    }

    /** Starts when Postgres answers, and brings its schema up to date first. Workers follow as soon as Temporal answers. */
    public static Node start(Configuration configuration) {
        return start(configuration, Map.of());
    }

    /** Starts with properties of the framework beside its own, for those who embed a node. */
    public static Node start(Configuration configuration, Map<String, Object> beside) {
        configuration.warnings().forEach(LOG::warn);
        PostgresWait.untilItAnswers(configuration.store());
        Map<String, Object> properties = new HashMap<>(properties(configuration));
        properties.putAll(beside);
        ApplicationContext context = ApplicationContext.builder()
                .deduceEnvironment(false)
                .banner(false)
                .singletons(configuration)
                .properties(properties)
                .start();
        EmbeddedServer server = context.getBean(EmbeddedServer.class).start();
        return new Node(context, server);
    }

    public URI uri() {
        return server.getURI();
    }

    public int port() {
        return server.getPort();
    }

    /** The node's beans, for tests and for those who embed it. */
    public ApplicationContext context() {
        return context;
    }

    /**
     * Stops, within 30 s and what the workers need.
     *
     * <ol>
     *   <li>New callers are refused, and readiness is red.
     *   <li>Callers who wait get their answers, and those who read a stream may read it to its end.
     *   <li>A stream that is left 3 s before the time is up ends in the error event of its door.
     * </ol>
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Instant until = Instant.now().plus(DRAIN);
        Presence presence = context.getBean(Presence.class);
        Streams streams = context.getBean(Streams.class);
        presence.close(left(until.minus(ENDING)));
        streams.await(left(until.minus(ENDING)));
        streams.end();
        presence.close(left(until));
        streams.await(left(until));
        server.stop();
        context.close();
    }

    private static Duration left(Instant until) {
        Duration left = Duration.between(Instant.now(), until);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static Map<String, Object> properties(Configuration configuration) {
        Store store = configuration.store();
        Map<String, Object> properties = new HashMap<>();
        properties.put("micronaut.server.host", configuration.server().host());
        properties.put("micronaut.server.port", configuration.server().port());
        properties.put("downclimb.tokens", configuration.server().tokenHashes());
        properties.put("downclimb.http.body-bytes", configuration.limits().bodyBytes());
        properties.put("downclimb.http.messages", configuration.limits().messages());
        properties.put("downclimb.http.nesting", configuration.limits().nesting());
        properties.put(
                "downclimb.streams.stalled-reader-ms",
                configuration.limits().stalledReader().toMillis());
        properties.put("downclimb.http.header-timeout", configuration.limits().headerTimeout());
        properties.put("downclimb.http.body-timeout", configuration.limits().bodyTimeout());
        properties.put("downclimb.http.streams", configuration.limits().streams());
        properties.put("endpoints.health.jdbc.enabled", false);
        properties.put("datasources.default.url", store.jdbcUrl());
        properties.put("datasources.default.username", store.username());
        properties.put("datasources.default.password", store.password());
        properties.put("datasources.default.driver-class-name", "org.postgresql.Driver");
        properties.put("datasources.default.maximum-pool-size", store.maxConnections());
        properties.put("datasources.default.connection-timeout", 1_200);
        properties.put("datasources.default.validation-timeout", 1_000);
        properties.put("datasources.default.data-source-properties.connectTimeout", "2");
        // A server that hangs must not hang us: a statement of ours takes milliseconds.
        properties.put("datasources.default.data-source-properties.socketTimeout", "5");
        properties.put("flyway.datasources.default.enabled", true);
        return properties;
    }
}
