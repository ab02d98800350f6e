package io.downclimb.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Starts a server and waits until it is ready. A server that ends because somebody took its port is started again, on
 * another port where that is free to choose.
 *
 * @param server its name in messages
 * @param environment variables that it gets unless they are set already
 * @param command its command line, made anew for each attempt
 * @param started told of each process as soon as there is one, before it is ready
 * @param ready whether the started process serves; asked repeatedly
 */
record Launch(
        String server,
        List<ServerPort> ports,
        Path log,
        Map<String, String> environment,
        Supplier<List<String>> command,
        Consumer<ServerProcess> started,
        Predicate<ServerProcess> ready) {
    private static final int ATTEMPTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    Launch {
        ports = List.copyOf(ports);
        environment = Map.copyOf(environment);
    }

    ServerProcess start() {
        ServerLog output = new ServerLog(log);
        for (int attempt = 1; ; attempt++) {
            ServerProcess process = ServerProcess.start(command.get(), environment, log);
            started.accept(process);
            if (Readiness.await(PATIENCE, process::alive, () -> ready.test(process))) {
                ports.forEach(ServerPort::settle);
                return process;
            }
            boolean ended = !process.alive();
            process.kill();
            if (!ended || !output.saysAddressInUse()) {
                throw new EmbeddedServerException(server
                        + (ended ? " ended while starting" : " did not become ready in " + PATIENCE) + " on port "
                        + ports.getFirst().number() + ". Its log, " + log + ", ends with:\n" + output.tail());
            }
            if (attempt == ATTEMPTS) {
                ports.forEach(ServerPort::refuseIfBusy);
                throw new EmbeddedServerException(server + " found its ports taken " + ATTEMPTS + " times. Its log, "
                        + log + ", ends with:\n" + output.tail());
            }
            ports.forEach(ServerPort::exchange);
        }
    }
}
