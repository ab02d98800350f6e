package io.downclimb.api.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A caller on a bare connection who reads a stream line by line. Chunk sizes of HTTP are among the lines; nobody looks for them. */
final class EventReader implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;
    private final List<String> read = new ArrayList<>();

    private EventReader(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(10_000);
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 256);
    }

    static EventReader post(Socket socket, String path, String body, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n")
                .append("Content-Type: application/json\r\nConnection: close\r\nContent-Length: ")
                .append(body.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        socket.getOutputStream().write((head + "\r\n" + body).getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return new EventReader(socket);
    }

    /** All lines up to the first that contains this. */
    List<String> until(String part) throws IOException {
        List<String> found = new ArrayList<>();
        while (true) {
            String line = lines.readLine();
            if (line == null) {
                throw new AssertionError("no \"%s\" in %s".formatted(part, read));
            }
            read.add(line);
            found.add(line);
            if (line.contains(part)) {
                return found;
            }
        }
    }

    /** What is left until the connection ends. */
    String rest() throws IOException {
        StringBuilder rest = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            rest.append(line).append('\n');
        }
        return rest.toString();
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
