package io.downclimb.simulator;

/** {@code java … io.downclimb.simulator.SimulatorMain [port]}: a simulator on loopback, port 8089 by default. */
public final class SimulatorMain {
    private static final int DEFAULT_PORT = 8089;

    private SimulatorMain() {}

    public static void main(String[] arguments) {
        int port = arguments.length == 0 ? DEFAULT_PORT : Integer.parseInt(arguments[0]);
        try (Simulator simulator = Simulator.start(port)) {
            System.out.println("Simulator listens on " + simulator.baseUrl() + " (GET / tells what it can do)");
            simulator.awaitClose();
        }
    }
}
