package io.downclimb.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Temporal dev server on loopback, run as a child process; its database is a file that outlives it, or memory.
 *
 * <p>Starts the binary itself: {@code io.temporal.testing.TemporalDevServer} offers neither the process id nor suspend, crash
 * and restart on the same ports, and cannot end the orphan of a killed JVM. Only the SDK's download is used
 * ({@link TemporalBinary}).
 *
 * <p>Ends with the JVM. After {@code kill -9} of the JVM the server lives on as an orphan: the next start over the same
 * database file ends it first; orphans of servers in memory are swept by the next start of one.
 *
 * <p>Safe for use by many threads.
 */
public final class LocalTemporal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalTemporal.class);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    /** How long the dev server keeps histories by itself. */
    private static final Duration SERVERS_RETENTION = Duration.ofDays(1);

    /**
     * What to start.
     *
     * @param databaseFile SQLite file, kept on close; null for a server in memory, which forgets all on a restart
     * @param grpcPort TCP port on loopback for clients and workers; 0 for a free one
     * @param uiPort TCP port on loopback for Temporal's UI; 0 for a free one, -1 for no UI
     * @param progress told, in one line each, what takes time
     * @param furtherNamespaces beside {@code default}
     * @param dynamicConfiguration of the server, beside Downclimb's own, each {@code key=JSON value}
     */
    public record Options(
            @Nullable Path databaseFile,
            int grpcPort,
            int uiPort,
            Consumer<String> progress,
            List<String> furtherNamespaces,
            List<String> dynamicConfiguration) {
        public Options(@Nullable Path databaseFile, int grpcPort, int uiPort, Consumer<String> progress) {
            this(databaseFile, grpcPort, uiPort, progress, List.of(), List.of());
        }

        public Options {
            furtherNamespaces = List.copyOf(furtherNamespaces);
            dynamicConfiguration = List.copyOf(dynamicConfiguration);
            databaseFile =
                    databaseFile == null ? null : databaseFile.toAbsolutePath().normalize();
            if (uiPort < -1) {
                throw new IllegalArgumentException(
                        "uiPort must be a port, 0 for a free one or -1 for no UI, not " + uiPort);
            }
        }

        /** In memory, on a free port, without UI: what most tests want. */
        public static Options inMemory() {
            return inMemory(List.of());
        }

        /** As {@link #inMemory()}, with namespaces beside {@code default}. */
        public static Options inMemory(List<String> furtherNamespaces) {
            return new Options(null, 0, -1, LOG::info, furtherNamespaces, List.of());
        }

        /** The same with this dynamic configuration of the server. */
        public Options tuned(String... keysAndValues) {
            return new Options(databaseFile, grpcPort, uiPort, progress, furtherNamespaces, List.of(keysAndValues));
        }
    }

    private final Path binary;
    private final TemporalData data;
    private final ServerPort grpcPort;
    private final @Nullable ServerPort uiPort;
    private final Options options;
    private final LastWill lastWill;
    private volatile ServerProcess server;
    private boolean closed;

    private LocalTemporal(
            Path binary, TemporalData data, ServerPort grpcPort, @Nullable ServerPort uiPort, Options options) {
        this.options = options;
        this.binary = binary;
        this.data = data;
        this.grpcPort = grpcPort;
        this.uiPort = uiPort;
        this.server = launch();
        this.lastWill = LastWill.of("temporal-" + grpcPort.number(), this::close);
    }

    /**
     * Starts the server with the namespace {@code default} and Downclimb's search attributes.
     *
     * @throws EmbeddedServerException if there is no binary, the database file is in use, a port is busy, or the server does
     *     not start
     */
    public static LocalTemporal start(Options options) {
        Path binary = TemporalBinary.locate(options.progress());
        TemporalData data = TemporalData.claim(options.databaseFile(), options.progress());
        List<ServerPort> ports = new ArrayList<>();
        try {
            ports.add(ServerPort.of("Temporal", options.grpcPort()));
            if (options.uiPort() >= 0) {
                ports.add(ServerPort.of("Temporal's UI", options.uiPort()));
            }
            ports.forEach(ServerPort::refuseIfBusy);
            return new LocalTemporal(
                    binary, data, ports.getFirst(), ports.size() > 1 ? ports.getLast() : null, options);
        } catch (RuntimeException e) {
            ports.forEach(ServerPort::close);
            data.close();
            throw e;
        }
    }

    /** Where clients and workers connect: {@code 127.0.0.1:port}. */
    public String target() {
        return "127.0.0.1:" + grpcPort();
    }

    public String namespace() {
        return TemporalCommand.NAMESPACE;
    }

    /**
     * Keeps the histories of ended workflows of the namespace {@code default} for so long, no less than the server's own day.
     *
     * @throws EmbeddedServerException if the server refuses
     */
    public void keepHistories(Duration atLeast) {
        try (TemporalProbe probe = new TemporalProbe(grpcPort())) {
            probe.keepHistories(atLeast.compareTo(SERVERS_RETENTION) < 0 ? SERVERS_RETENTION : atLeast);
        }
    }

    /** The namespaces beside {@code default}. */
    public List<String> furtherNamespaces() {
        return options.furtherNamespaces();
    }

    public int grpcPort() {
        return grpcPort.number();
    }

    /** The port of Temporal's UI, -1 without one. */
    public int uiPort() {
        return uiPort == null ? -1 : uiPort.number();
    }

    public long pid() {
        return server.pid();
    }

    public boolean alive() {
        return server.alive();
    }

    /** Stops the server in its tracks: connections stay open, nothing answers. */
    public synchronized void suspend() {
        server.suspend();
    }

    public synchronized void resume() {
        server.resume();
    }

    /** Kills the server, as a power cut would; what its database file holds is found again by {@link #restart()}. */
    public synchronized void crash() {
        server.kill();
    }

    /** Stops the server in good order if it runs, and starts it again: same ports, same database file. */
    public synchronized void restart() {
        if (closed) {
            throw new IllegalStateException("this Temporal server is closed");
        }
        stop();
        server = launch();
    }

    /** Leaves the end to the caller: the JVM's end no longer closes this server by itself. */
    public LocalTemporal closedByCaller() {
        lastWill.revoke();
        return this;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        stop();
        lastWill.revoke();
        ports().forEach(ServerPort::close);
        data.close();
    }

    private void stop() {
        if (!server.alive()) {
            return;
        }
        if (data.databaseFile() == null) {
            server.kill(); // it has nothing to put in order
            return;
        }
        server.stop("TERM", STOP_PATIENCE);
    }

    private ServerProcess launch() {
        return new Launch(
                        "Temporal",
                        ports(),
                        data.log(),
                        TemporalCommand.ENVIRONMENT,
                        this::command,
                        this::record,
                        process -> ready())
                .start();
    }

    private void record(ServerProcess process) {
        data.record(process, binary);
    }

    private boolean ready() {
        try (TemporalProbe probe = new TemporalProbe(grpcPort())) {
            return probe.ready();
        }
    }

    private List<String> command() {
        return TemporalCommand.of(binary, grpcPort(), uiPort(), data.databaseFile(), options);
    }

    private List<ServerPort> ports() {
        return uiPort == null ? List.of(grpcPort) : List.of(grpcPort, uiPort);
    }
}
