package io.downclimb.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPostgresIT {
    @TempDir
    Path folder;

    @Test
    void dataOutlivesCloseRestartAndCrash() throws SQLException {
        try (LocalPostgres first = LocalPostgres.start(folder.resolve("data"), 0, line -> {})) {
            Rows.write(first, "notes", "closed");
        }
        try (LocalPostgres second = LocalPostgres.start(folder.resolve("data"), 0, line -> {})) {
            int port = second.port();
            Rows.write(second, "notes", "restarted");
            second.restart();
            Rows.write(second, "notes", "crashed");
            second.crash();
            assertThat(second.alive()).isFalse();
            second.restart();
            assertThat(Rows.read(second, "notes")).isEqualTo("closed,crashed,restarted");
            assertThat(second.port()).isEqualTo(port);
        }
    }

    @Test
    void aSuspendedServerAnswersAgainWhenResumed() throws SQLException {
        try (LocalPostgres postgres = LocalPostgres.temporary()) {
            Rows.write(postgres, "notes", "before");
            postgres.suspend();
            assertThatThrownBy(() -> Rows.connect(postgres, "notes", 1)).isInstanceOf(SQLException.class);
            postgres.resume();
            assertThat(Rows.read(postgres, "notes")).isEqualTo("before");
        }
    }

    @Test
    void aSuspendedServerCanBeRestartedAndClosed() throws SQLException {
        try (LocalPostgres postgres = LocalPostgres.temporary()) {
            Rows.write(postgres, "notes", "before");
            postgres.suspend();
            postgres.restart();
            assertThat(Rows.read(postgres, "notes")).isEqualTo("before");
            postgres.suspend();
        }
    }

    @Test
    void aTemporaryServerLeavesNothingBehind() {
        LocalPostgres postgres = LocalPostgres.temporary();
        long pid = postgres.pid();
        postgres.close();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThatThrownBy(postgres::restart).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void serversThatStartTogetherAreServersApart() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Callable<LocalPostgres> start = LocalPostgres::temporary;
            List<Future<LocalPostgres>> servers = threads.invokeAll(List.of(start, start, start, start));
            for (Future<LocalPostgres> server : servers) {
                Rows.write(server.get(), "notes", Integer.toString(server.get().port()));
            }
            for (Future<LocalPostgres> server : servers) {
                assertThat(Rows.read(server.get(), "notes"))
                        .isEqualTo(Integer.toString(server.get().port()));
                server.get().close();
            }
        }
    }

    @Test
    void aFolderInUseIsRefused() {
        try (LocalPostgres _ = LocalPostgres.start(folder.resolve("data"), 0, line -> {})) {
            assertThatThrownBy(() -> LocalPostgres.start(folder.resolve("data"), 0, line -> {}))
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining("in use by another running process");
        }
    }

    @Test
    void aBusyPortIsNamed() throws IOException {
        try (ServerSocket stranger = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatThrownBy(() -> LocalPostgres.start(folder.resolve("data"), stranger.getLocalPort(), line -> {}))
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining("port " + stranger.getLocalPort())
                    .hasMessageContaining("choose another port for PostgreSQL");
        }
    }

    @Test
    void aStrangersFolderIsLeftAlone() throws IOException {
        Path file = Files.writeString(
                Files.createDirectories(folder.resolve("photos")).resolve("cat.jpg"), "miaow");
        assertThatThrownBy(() -> LocalPostgres.start(folder.resolve("photos"), 0, line -> {}))
                .hasMessageContaining("neither empty nor a PostgreSQL data folder");
        assertThat(file).exists();
    }

    @Test
    void aDatabaseIsCreatedOnceAndNamesAreChecked() {
        LocalPostgres postgres = SharedStack.postgres();
        postgres.createDatabase("twice");
        postgres.createDatabase("twice");
        assertThatIllegalArgumentException().isThrownBy(() -> postgres.createDatabase("x; drop table y"));
        assertThat(SharedStack.newDatabase()).isNotEqualTo(SharedStack.newDatabase());
    }
}
