package io.downclimb.api.incident;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Gets the incident file of one request from a node. */
final class Fetching {
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofMinutes(1);
    private static final int LONGEST_PROBLEM = 65_536;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI url;
    private final @Nullable String token;

    /** A token of null means that none is sent. */
    Fetching(URI url, @Nullable String token) {
        this.url = url;
        this.token = token;
    }

    /** Writes the file of a request over what is at the path. */
    void fetch(String requestId, Path file) throws CommandFailure {
        URI asked = URI.create(url + "/v1/incident?request=" + URLEncoder.encode(requestId, StandardCharsets.UTF_8));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(asked).timeout(ANSWER_WITHIN).GET();
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(CONNECT_WITHIN).build()) {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw refused(response.statusCode(), body, requestId);
                }
                Files.copy(body, file, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (ConnectException | HttpTimeoutException e) {
            throw CommandFailure.unable(
                    "no node answers at %s".formatted(url),
                    "start one with ./downclimb dev, or name its address with --url");
        } catch (IOException e) {
            throw CommandFailure.unable(
                    "the answer of %s broke off (%s)"
                            .formatted(url, e.getClass().getSimpleName()),
                    "check that a Downclimb node listens there, and try again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandFailure.unable("interrupted", "try again");
        }
    }

    private CommandFailure refused(int status, InputStream body, String requestId) throws IOException {
        JsonNode problem = problem(body);
        String code = problem.path("code").asText("");
        return switch (status) {
            case 401 ->
                CommandFailure.unable(
                        token == null ? "%s wants a token".formatted(url) : "%s does not know the token".formatted(url),
                        "put one of its tokens into an environment variable and name it with --token-env NAME");
            case 404 ->
                code.isEmpty()
                        ? CommandFailure.unable(
                                "%s has no /v1/incident".formatted(url),
                                "name the address of a Downclimb node of this version with --url")
                        : CommandFailure.unable(
                                "%s has no request %s".formatted(url, requestId),
                                "check the id (the header downclimb-request-id), or whether its facts are still kept");
            default ->
                CommandFailure.unable(
                        "%s answered %d%s".formatted(url, status, title(problem)),
                        "read the node's log, or try again later");
        };
    }

    private static String title(JsonNode problem) {
        String text = problem.path("detail").asText(problem.path("title").asText(""));
        return text.isEmpty() ? "" : ": " + text.replaceAll("\\p{Cntrl}", " ");
    }

    private static JsonNode problem(InputStream body) throws IOException {
        try {
            JsonNode tree = JSON.readTree(body.readNBytes(LONGEST_PROBLEM));
            return tree == null ? JSON.missingNode() : tree;
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
