package io.downclimb.simulator;

/** {@code java … io.downclimb.simulator.SimulatorMain [port]}: a simulator on loopback, port 8089 by default. */
public final class SimulatorMain {
    private static final String DEFAULT_PORT = "8089";

    private SimulatorMain() {}

    public static void main(String[] arguments) {
        String port = arguments.length == 0 ? DEFAULT_PORT : arguments[0];
        if (!port.matches("\\d{1,5}")) {
            System.err.println("The only argument is a port, 0 for any free one, but it is '" + port + "'");
            System.exit(2);
        }
        try (Simulator simulator = Simulator.start(Integer.parseInt(port))) {
            System.out.println("Simulator listens on " + simulator.baseUrl() + " (GET / tells what it can do)");
            simulator.awaitClose();
        }
    }
}
