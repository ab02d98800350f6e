package io.downclimb.bench.process;

import io.downclimb.bench.BenchException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports on loopback that nobody listens on, below the range from which outgoing connections take theirs. */
public final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int LAST = 31_000;

    private FreePorts() {}

    /** One free port. */
    public static int one() {
        return row(1);
    }

    /** The first of so many free ports in a row. */
    public static int row(int count) {
        for (int attempt = 0; attempt < 200; attempt++) {
            int first = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (free(first, count)) {
                return first;
            }
        }
        throw new BenchException("found no %d free ports in a row from %d to %d".formatted(count, FIRST, LAST));
    }

    private static boolean free(int first, int count) {
        List<ServerSocket> taken = new ArrayList<>();
        try {
            for (int port = first; port < first + count; port++) {
                taken.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
            }
            return true;
        } catch (IOException _) {
            return false;
        } finally {
            taken.forEach(FreePorts::close);
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new BenchException("cannot close " + socket, e);
        }
    }
}
