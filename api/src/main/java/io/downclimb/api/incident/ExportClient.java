package io.downclimb.api.incident;

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
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private ExportClient() {}

    /** The node gave no file. The message says why, in its words where it said something. */
    static final class NoFileException extends Exception {
        private static final long serialVersionUID = 1L;

        NoFileException(String message) {
            super(message);
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
                    throw new NoFileException("%s answered %d: %s"
                            .formatted(address.getAuthority(), response.statusCode(), detail(body)));
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

    private static String detail(InputStream body) throws IOException {
        String text = new String(body.readNBytes(LONGEST_ERROR), StandardCharsets.UTF_8);
        try {
            JsonNode problem = new ObjectMapper().readTree(text);
            return problem.path("detail").asText("no reason given");
        } catch (IOException e) {
            return "what it says is not a problem document: is it a Downclimb node?";
        }
    }
}
