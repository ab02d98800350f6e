package io.downclimb.embedded;

import java.nio.file.Path;
import java.util.List;

/** The program of a JVM that the tests kill: starts both servers over a folder, writes to them, and waits to be killed. */
final class OrphanMaker {
    private OrphanMaker() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws InterruptedException {
        Path folder = Path.of(arguments[0]);
        LocalPostgres postgres = LocalPostgres.start(folder.resolve("data"), 0, line -> {});
        LocalTemporal temporal =
                LocalTemporal.start(new LocalTemporal.Options(folder.resolve("temporal.db"), 0, -1, line -> {}));
        LocalPostgres temporaryPostgres = LocalPostgres.temporary();
        LocalTemporal temporaryTemporal = LocalTemporal.start(LocalTemporal.Options.inMemory());
        Rows.write(postgres, "notes", "orphan");
        try (Workflows workflows = new Workflows(temporal)) {
            workflows.start("orphan");
        }
        System.out.println("READY "
                + String.join(
                        " ",
                        List.of(postgres.pid(), temporal.pid(), temporaryPostgres.pid(), temporaryTemporal.pid())
                                .stream()
                                .map(pid -> Long.toString(pid))
                                .toList()));
        if (arguments.length > 1) {
            return; // a JVM that ends normally
        }
        Thread.sleep(600_000);
    }
}
