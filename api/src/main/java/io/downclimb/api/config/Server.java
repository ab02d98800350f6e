package io.downclimb.api.config;

import java.util.List;

/**
 * Where the door listens.
 *
 * @param port 0 for any free one
 * @param tokenHashes SHA-256 of each accepted token, 64 lower-case hex digits; empty only where the host is a loopback
 *     address, and then callers need no token
 */
public record Server(String host, int port, List<String> tokenHashes) {
    static final Server DEFAULT = new Server("127.0.0.1", 8080, List.of());

    public Server {
        tokenHashes = List.copyOf(tokenHashes);
    }

    /** Whether only processes of this machine can connect; decided by the text, without asking the name service. */
    public boolean isLoopback() {
        return Loopback.is(host);
    }
}
