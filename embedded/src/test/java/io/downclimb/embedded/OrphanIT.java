package io.downclimb.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of servers whose JVM ended: by {@code kill -9}, and in good order. */
class OrphanIT {
    @TempDir
    Path folder;

    @Test
    void serversOfAKilledJvmAreEndedAndTheirDataRecovered() throws IOException, InterruptedException, SQLException {
        Process owner = startOwner();
        List<Long> orphans = pids(owner);
        owner.destroyForcibly().waitFor();
        assertThat(orphans).allMatch(OrphanIT::alive);

        List<String> progress = new ArrayList<>();
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("data"), 0, progress::add)) {
            assertThat(Rows.read(postgres, "notes")).isEqualTo("orphan");
        }
        LocalTemporal.Options options = new LocalTemporal.Options(folder.resolve("temporal.db"), 0, -1, progress::add);
        try (LocalTemporal temporal = LocalTemporal.start(options);
                Workflows workflows = new Workflows(temporal)) {
            assertThat(workflows.running("orphan")).isTrue();
        }
        assertThat(progress).anyMatch(line -> line.contains("ending PostgreSQL process " + orphans.get(0)));
        assertThat(progress).anyMatch(line -> line.contains("ending Temporal process " + orphans.get(1)));

        LocalPostgres.temporary().close();
        LocalTemporal.start(LocalTemporal.Options.inMemory()).close();
        assertThat(orphans).noneMatch(OrphanIT::alive);
    }

    @Test
    void serversEndWithAJvmThatEndsNormally() throws IOException, InterruptedException {
        Process owner = startOwner("return");
        List<Long> servers = pids(owner);
        assertThat(owner.waitFor()).isZero();
        assertThat(servers).noneMatch(OrphanIT::alive);
    }

    @Test
    void aProcessThatOnlyHasTheRecordedIdIsNotTakenForTheServer() throws IOException {
        ProcessHandle self = ProcessHandle.current();
        Path java = Path.of(self.info().command().orElseThrow());
        Path file = folder.resolve("record");
        ProcessRecord.of(new ServerProcess(self), java).write(file);
        ProcessRecord record = ProcessRecord.read(file).orElseThrow();
        assertThat(record.running()).isPresent();
        assertThat(new ProcessRecord(self.pid(), Instant.EPOCH, record.program()).running())
                .isEmpty();
        assertThat(new ProcessRecord(self.pid(), record.started(), "temporal").running())
                .isEmpty();

        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("postmaster.pid"), self.pid() + "\n" + data + "\n");
        assertThat(PostmasterFile.of(data).server()).isEmpty();
    }

    private Process startOwner(String... arguments) throws IOException {
        List<String> command = Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                OrphanMaker.class.getName(),
                                folder.toString()),
                        Stream.of(arguments))
                .toList();
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("owner.log").toFile())
                .start();
    }

    private List<Long> pids(Process owner) throws IOException {
        BufferedReader output = owner.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith("READY ")) {
                return Stream.of(line.substring(6).split(" "))
                        .map(Long::valueOf)
                        .toList();
            }
        }
        throw new AssertionError(
                "the owner did not start its servers: " + Files.readString(folder.resolve("owner.log")));
    }

    private static boolean alive(long pid) {
        return ProcessHandle.of(pid)
                .map(ServerProcess::new)
                .filter(ServerProcess::alive)
                .isPresent();
    }
}
