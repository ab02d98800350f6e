package io.downclimb.simulator;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that sees bytes and the way the connection ends. */
final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    RawClient(Simulator simulator) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port());
        socket.setSoTimeout(10_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    RawClient ask(String provider, String model, boolean stream) throws IOException {
        return ask(provider, model, stream, "none/1");
    }

    RawClient ask(String provider, String model, boolean stream, String callerRequest) throws IOException {
        String body = """
                {"model":"%s","stream":%s,"messages":[{"role":"user","content":"top secret question"}]}""".formatted(model, stream);
        return send("""
                POST /%s/v1/chat/completions HTTP/1.1
                host: localhost
                authorization: Bearer sk-raw
                x-client-request-id: %s
                content-type: application/json
                content-length: %d

                """.formatted(provider, callerRequest, body.length()).replace("\n", "\r\n") + body);
    }

    RawClient send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Everything up to the end of the connection; a reset throws. */
    String rest() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Everything up to and including this text. */
    String until(String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text, seen.length() - text.length()) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("Ended before '" + text + "': " + seen);
            }
            seen.append((char) next);
        }
        return seen.toString();
    }

    /** Waits this long for a byte; true if none came and the connection still stands. */
    boolean isQuietFor(int ms) throws IOException {
        socket.setSoTimeout(ms);
        try {
            int unexpected = in.read();
            throw new IOException("Neither quiet nor open: read " + unexpected);
        } catch (SocketTimeoutException e) {
            return true;
        } finally {
            socket.setSoTimeout(10_000);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
