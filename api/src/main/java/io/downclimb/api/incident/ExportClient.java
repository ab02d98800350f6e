package io.downclimb.api.incident;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Gets an incident from a node. */
final class ExportClient {
    private static final int PIECE = 64 * 1024;
    private static final int LONGEST_ERROR = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private ExportClient() {}

    /** The node gave no file. The message says why, in its words where it said something. */
    static final class NoFileException extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final transient JsonNode problem;

        NoFileException(String message, int status, JsonNode problem) {
            super(message);
            this.status = status;
            this.problem = problem;
        }

        int status() {
            return status;
        }

        /** What the node said; of no members where that was no problem document. */
        JsonNode problem() {
            return problem;
        }
    }

    /**
     * Gets the file.
     *
     * @param progress told how many bytes there are, now and then
     */
    static void get(URI address, @Nullable String token, Path into, LongConsumer progress)
            throws IOException, InterruptedException, NoFileException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).GET();
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build()) {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    JsonNode problem = problem(body);
                    throw new NoFileException(
                            "%s answered %d: %s"
                                    .formatted(address.getAuthority(), response.statusCode(), detail(problem)),
                            response.statusCode(),
                            problem);
                }
                copy(body, into, progress);
            }
        }
    }

    private static void copy(InputStream body, Path into, LongConsumer progress) throws IOException {
        try (OutputStream out =
                Files.newOutputStream(into, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            byte[] piece = new byte[PIECE];
            long all = 0;
            while (true) {
                int size = body.read(piece);
                if (size < 0) {
                    return;
                }
                out.write(piece, 0, size);
                all += size;
                progress.accept(all);
            }
        }
    }

    private static JsonNode problem(InputStream body) throws IOException {
        String text = new String(body.readNBytes(LONGEST_ERROR), StandardCharsets.UTF_8);
        try {
            JsonNode problem = JSON.readTree(text);
            return problem == null ? JSON.createObjectNode() : problem;
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode();
        }
    }

    private static String detail(JsonNode problem) {
        return problem.isObject() && !problem.isEmpty()
                ? problem.path("detail").asText("no reason given").replaceAll("\\p{Cntrl}", " ")
                : "what it says is not a problem document: is it a Downclimb node?";
    }
}
