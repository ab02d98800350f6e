package io.downclimb.api.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpRequestWrapper;
import io.micronaut.http.ServerHttpRequest;
import io.micronaut.http.body.ByteBody;
import io.micronaut.http.body.ByteBody.SplitBackpressureMode;
import io.micronaut.http.body.CloseableAvailableByteBody;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads the name of the route out of the body of a call, and nothing else. The body stays whole for whoever reads it afterwards. */
final class RouteName {
    /** Longer bodies are not searched: this happens where connections are served, and others wait meanwhile. */
    static final int LONGEST = 65_536;

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private RouteName() {}

    /** The name, once the body is there; empty where it has none, is too long, or is none that can be read. */
    static CompletableFuture<Optional<String>> of(HttpRequest<?> request) {
        HttpRequest<?> inner = request;
        while (inner instanceof HttpRequestWrapper<?> wrapper) {
            inner = wrapper.getDelegate();
        }
        if (!(inner instanceof ServerHttpRequest<?> server)) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        ByteBody body = server.byteBody();
        if (body.expectedLength().orElse(Long.MAX_VALUE) > LONGEST) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        String field = request.getPath().equals(RequestController.PATH) ? "route" : "model";
        return body.split(SplitBackpressureMode.FASTEST)
                .buffer()
                .thenApply(whole -> in(whole, field))
                .exceptionally(unread -> Optional.empty());
    }

    private static Optional<String> in(CloseableAvailableByteBody body, String field) {
        try (InputStream bytes = body.toInputStream();
                JsonParser json = JSON.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = json.currentName().equals(field);
                JsonToken value = json.nextToken();
                if (found) {
                    return value == JsonToken.VALUE_STRING ? Optional.of(json.getText()) : Optional.empty();
                }
                json.skipChildren();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // whoever reads all of it says what is wrong
        }
    }
}
