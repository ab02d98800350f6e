package io.downclimb.api.incident;

import io.downclimb.api.command.CommandFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Gets the incident file of one request from a node. */
final class Fetching {
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
        try {
            ExportClient.get(asked, token, file, _ -> {});
        } catch (ExportClient.NoFileException e) {
            throw refused(e, requestId);
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

    private CommandFailure refused(ExportClient.NoFileException answer, String requestId) {
        return switch (answer.status()) {
            case 401 ->
                CommandFailure.unable(
                        token == null ? "%s wants a token".formatted(url) : "%s does not know the token".formatted(url),
                        "put one of its tokens into an environment variable and name it with --token-env NAME");
            case 404 ->
                answer.problem().path("code").asText("").isEmpty()
                        ? CommandFailure.unable(
                                "%s has no /v1/incident".formatted(url),
                                "name the address of a Downclimb node of this version with --url")
                        : CommandFailure.unable(
                                "%s has no request %s".formatted(url, requestId),
                                "check the id (the header downclimb-request-id), or whether its facts are still kept");
            default ->
                CommandFailure.unable(String.valueOf(answer.getMessage()), "read the node's log, or try again later");
        };
    }
}
