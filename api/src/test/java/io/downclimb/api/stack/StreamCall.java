package io.downclimb.api.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A caller of the OpenAI door who streams, on a connection of its own: closing it is hanging up. */
final class StreamCall implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Socket socket;
    private final BufferedReader lines;
    private final Map<String, String> headers = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private JsonNode label = MissingNode.getInstance();
    private JsonNode error = MissingNode.getInstance();
    private boolean done;
    private boolean headRead;

    private StreamCall(Socket socket, InputStream in) {
        this.socket = socket;
        lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /** Headers are whole lines. */
    static StreamCall ask(Stack node, String route, String prompt, String... headers) throws IOException {
        return askWith(node, route, prompt, "\"stream\": true", headers);
    }

    /** With another member in the body. */
    static StreamCall askWith(Stack node, String route, String prompt, String member, String... headers)
            throws IOException {
        String question = Stack.question(route, prompt);
        String body = "{\"stream\": true, " + member + ", " + question.substring(1);
        if (member.startsWith("\"stream\"")) {
            body = "{" + member + ", " + question.substring(1);
        }
        StringBuilder head = new StringBuilder("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n")
                .append("Content-Type: application/json\r\nConnection: close\r\nContent-Length: ")
                .append(body.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.node().port());
        socket.setSoTimeout(45_000);
        socket.getOutputStream().write((head + "\r\n" + body).getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return new StreamCall(socket, socket.getInputStream());
    }

    /** The text once it has so many words. */
    String untilWords(int words) throws IOException {
        while (text.toString().split(" ", -1).length < words && read()) {}
        return text();
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

    /** The whole text. Fails where the stream has an error or no end mark. */
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
        if (line.equals("data: [DONE]")) {
            done = true;
        } else if (line.startsWith("data: ")) {
            event(JSON.readTree(line.substring("data: ".length())));
        }
        return true;
    }

    private void event(JsonNode event) {
        text.append(event.at("/choices/0/delta/content").asText(""));
        if (event.hasNonNull("downclimb")) {
            label = event.path("downclimb");
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
