package io.downclimb.simulator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client that sees bytes and the way the connection ends. */
final class RawClient implements AutoCloseable {
    private final Socket socket;

    RawClient(Simulator simulator) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port());
        socket.setSoTimeout(10_000);
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
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Everything up to and including this text. */
    String until(String text) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        while (!seen.toString(StandardCharsets.UTF_8).endsWith(text)) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("Ended before '" + text + "': " + seen);
            }
            seen.write(next);
        }
        return seen.toString(StandardCharsets.UTF_8);
    }

    /** Waits this long for a byte; true if none came and the connection still stands. */
    boolean isQuietFor(int ms) throws IOException {
        socket.setSoTimeout(ms);
        try {
            int unexpected = socket.getInputStream().read();
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
