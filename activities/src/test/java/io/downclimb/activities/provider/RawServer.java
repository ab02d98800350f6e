package io.downclimb.activities.provider;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of bytes: answers each request as its script says, on one thread per connection. */
final class RawServer implements AutoCloseable {
    /** What to do with one request. */
    interface Script {
        void play(Exchanged exchanged) throws IOException;
    }

    private final ServerSocket door;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger hungUp = new AtomicInteger();
    private final BlockingQueue<Socket> open = new LinkedBlockingQueue<>();

    RawServer(Script script) throws IOException {
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> accept(script));
    }

    private void accept(Script script) {
        while (!door.isClosed()) {
            try {
                Socket socket = door.accept();
                socket.setTcpNoDelay(true);
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket, script));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket, Script script) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                script.play(read(socket, in));
            }
        } catch (IOException | UncheckedIOException e) {
            // The client has gone, or the script has closed the connection.
            hungUp.incrementAndGet();
        }
    }

    private static Exchanged read(Socket socket, InputStream in) throws IOException {
        String first = line(in);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        return new Exchanged(socket, in, first, headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the client has closed the connection");
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** A request that came, and the way back. */
    record Exchanged(Socket socket, InputStream in, String first, Map<String, String> headers, String body) {
        void send(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void head(String status, String headers) throws IOException {
            send("HTTP/1.1 " + status + "\r\n" + headers + "\r\n");
        }

        void whole(String status, String type, String body) throws IOException {
            int length = body.getBytes(StandardCharsets.UTF_8).length;
            head(status, "content-type: " + type + "\r\ncontent-length: " + length + "\r\n");
            send(body);
        }

        void chunk(String text) throws IOException {
            send(Integer.toHexString(text.getBytes(StandardCharsets.UTF_8).length) + "\r\n" + text + "\r\n");
        }

        /** Waits until the client closes the connection. */
        void awaitGone() throws IOException {
            try {
                while (in.read() >= 0) {
                    // Nothing more is expected; whatever comes is passed over.
                }
            } finally {
                socket.close();
            }
        }
    }

    String url() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** Connections that the client has closed, or the script. */
    int hungUp() {
        return hungUp.get();
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
