package io.downclimb.embedded;

import org.jspecify.annotations.Nullable;

/**
 * A port that a server listens on: given by the user, or a reserved free one that is exchanged for another when a stranger
 * takes it between choosing and binding. Once a start succeeded the port stays: restarts use the same one.
 */
final class ServerPort implements AutoCloseable {
    private final String server;
    private @Nullable FreePort reserved;
    private volatile int number;
    private boolean settled;

    private ServerPort(String server, int number, @Nullable FreePort reserved) {
        this.server = server;
        this.number = number;
        this.reserved = reserved;
        this.settled = reserved == null;
    }

    static ServerPort of(String server, int wanted) {
        if (wanted < 0 || wanted > 65_535) {
            throw new IllegalArgumentException("the port for " + server + " must be 0..65535, not " + wanted);
        }
        if (wanted != 0) {
            return new ServerPort(server, wanted, null);
        }
        FreePort free = FreePort.reserve();
        return new ServerPort(server, free.port(), free);
    }

    int number() {
        return number;
    }

    void settle() {
        settled = true;
    }

    void refuseIfBusy() {
        if (!FreePort.free(number)) {
            throw new EmbeddedServerException("port " + number + " of 127.0.0.1 is taken by another program: " + server
                    + " cannot listen there. End that program, or choose another port for " + server
                    + " (0 picks a free one).");
        }
    }

    /** Another free port, unless the user chose this one or the server has run on it. */
    void exchange() {
        FreePort former = reserved;
        if (settled || former == null) {
            return;
        }
        FreePort next = FreePort.reserve();
        former.close();
        reserved = next;
        number = next.port();
    }

    @Override
    public void close() {
        FreePort held = reserved;
        if (held != null) {
            held.close();
            reserved = null;
        }
    }
}
