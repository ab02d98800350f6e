package io.downclimb.api.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A caller who streams, on a connection of its own: closing it is hanging up. */
final class StreamCall implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Small, so that what a slow caller has not asked for stays with the node. */
    private static final int READ_AHEAD = 512;

    private static final int USUAL_RECEIVE_BUFFER = 64 * 1024;

    /** The door that is asked, and how its streams speak. */
    enum Door {
        CHAT("/v1/chat/completions"),
        MESSAGES("/v1/messages");

        private final String path;

        Door(String path) {
            this.path = path;
        }

        private String more(JsonNode event) {
            return switch (this) {
                case CHAT ->
                    event.at("/choices/0/delta/content").asText("")
                            + event.at("/choices/0/delta/tool_calls/0/function/arguments")
                                    .asText("");
                case MESSAGES ->
                    event.at("/delta/text").asText("")
                            + event.at("/delta/partial_json").asText("");
            };
        }

        private boolean ends(String data) {
            return switch (this) {
                case CHAT -> data.equals("[DONE]");
                case MESSAGES -> data.contains("\"message_stop\"");
            };
        }
    }

    private final Door door;
    private final Socket socket;
    private final BufferedReader lines;
    private final Map<String, String> headers = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private JsonNode label = MissingNode.getInstance();
    private JsonNode error = MissingNode.getInstance();
    private boolean done;
    private boolean headRead;

    private StreamCall(Door door, Socket socket) throws IOException {
        this.door = door;
        this.socket = socket;
        lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), READ_AHEAD);
    }

    /** Headers are whole lines. */
    static StreamCall ask(Stack node, String route, String prompt, String... headers) throws IOException {
        return ask(Door.CHAT, node, route, prompt, headers);
    }

    static StreamCall ask(Door door, Stack node, String route, String prompt, String... headers) throws IOException {
        return askWith(door, node, route, prompt, "\"max_tokens\": 4096", headers);
    }

    /** With another member in the body. */
    static StreamCall askWith(Stack node, String route, String prompt, String member, String... headers)
            throws IOException {
        return askWith(Door.CHAT, node, route, prompt, member, headers);
    }

    static StreamCall askWith(Door door, Stack node, String route, String prompt, String member, String... headers)
            throws IOException {
        String body = "{\"stream\": true, " + member + ", "
                + Stack.question(route, prompt).substring(1);
        return post(door, node.node().port(), body, USUAL_RECEIVE_BUFFER, headers);
    }

    /** A caller whose system takes little before it is asked to. */
    static StreamCall askSlowly(Door door, Stack node, String route, String prompt, String... headers)
            throws IOException {
        String body = "{\"stream\": true, \"max_tokens\": 4096, "
                + Stack.question(route, prompt).substring(1);
        return post(door, node.node().port(), body, 1, headers);
    }

    private static StreamCall post(Door door, int port, String body, int receiveBuffer, String... headers)
            throws IOException {
        StringBuilder head = new StringBuilder("POST " + door.path + " HTTP/1.1\r\nHost: localhost\r\n")
                .append("Content-Type: application/json\r\nConnection: close\r\nContent-Length: ")
                .append(body.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(45_000);
        socket.getOutputStream().write((head + "\r\n" + body).getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return new StreamCall(door, socket);
    }

    /** The text once it has so many words. */
    String untilWords(int words) throws IOException {
        while (text.toString().split(" ", -1).length < words && read()) {}
        return text();
    }

    /** Once anything of an answer is there. */
    void untilText() throws IOException {
        while (text.isEmpty()) {
            if (!read()) {
                throw new AssertionError("%s no text came, error %s".formatted(headers, error));
            }
        }
    }

    void untilComment() throws IOException {
        while (true) {
            String line = lines.readLine();
            if (line == null) {
                throw new AssertionError("no comment came");
            }
            if (line.startsWith(":")) {
                return;
            }
        }
    }

    /** The whole text, or the whole arguments of a call. Fails where the stream has an error or no end mark. */
    String whole() throws IOException {
        while (read()) {}
        if (!done || !error.isMissingNode()) {
            throw new AssertionError("%s no whole answer: %s, error %s".formatted(headers, text, error));
        }
        return text();
    }

    /** The code of the error in which the stream ends. Fails where there is none, or where an end mark follows. */
    String broken() throws IOException {
        while (read()) {}
        if (done || error.isMissingNode()) {
            throw new AssertionError("no error: %s, done %s".formatted(text, done));
        }
        return error.path("code").asText();
    }

    /** Whether the connection ends, after all that is still to be read, without an end mark and without an error. */
    boolean isCutOff() {
        try {
            while (read()) {}
        } catch (IOException cut) {
            // In the middle of a line, or by a reset.
        }
        return !done && error.isMissingNode();
    }

    /** What was read of the text, or of the arguments of a call. */
    String text() {
        return text.toString();
    }

    /** The latest label. */
    JsonNode label() {
        return label;
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    String requestId() {
        return header("downclimb-request-id");
    }

    private boolean read() throws IOException {
        String line = lines.readLine();
        if (line == null) {
            return false;
        }
        if (!headRead) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
            }
            headRead = line.isEmpty();
            return true;
        }
        if (line.startsWith("data: ")) {
            data(line.substring("data: ".length()));
        }
        return true;
    }

    private void data(String data) throws IOException {
        if (door.ends(data)) {
            done = true;
            return;
        }
        JsonNode event = JSON.readTree(data);
        text.append(door.more(event));
        JsonNode labelled = event.has("message") ? event.path("message") : event;
        if (labelled.hasNonNull("downclimb")) {
            label = labelled.path("downclimb");
        }
        if (event.hasNonNull("error")) {
            error = event.path("error");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
