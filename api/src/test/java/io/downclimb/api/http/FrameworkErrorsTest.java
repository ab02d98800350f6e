package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors that the framework finds speak the door's language too. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FrameworkErrorsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @SuppressWarnings("NullAway.Init") // before all
    private Doors doors;

    @BeforeAll
    void open() {
        doors = new Doors();
    }

    @AfterAll
    void close() {
        doors.close();
    }

    @BeforeEach
    void reset() {
        doors.desk.reset();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/chat/completions, application/json, */*, 405, method_not_allowed, use POST",
        "POST, /v1/chat/other, application/json, */*, 404, not_found, POST /v1/chat/other",
        "GET, /v1/models/none, application/json, */*, 404, model_not_found, support-answer",
        "POST, /v1/chat/completions, application/x-www-form-urlencoded, */*, 415, unsupported_media_type, send Content-Type: application/json",
        "POST, /v1/chat/completions, text/plain, */*, 415, unsupported_media_type, text/plain",
        "POST, /v1/chat/completions, application/json, image/png, 406, not_acceptable, image/png"
    })
    void at_the_openai_door(
            String method, String path, String type, String accept, int status, String code, String message)
            throws Exception {
        HttpResponse<String> response = call(method, path, type, accept, Doors.OPENAI_BODY);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().allValues("content-type")).containsExactly("application/json");
        JsonNode error = JSON.readTree(response.body()).path("error");
        assertThat(error.path("code").textValue()).isEqualTo(code);
        assertThat(error.path("type").textValue()).isEqualTo("invalid_request_error");
        assertThat(error.path("message").textValue()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/messages, application/json, */*, 405, invalid_request_error, use POST",
        "POST, /v1/messages/batches, application/json, */*, 404, not_found_error, POST /v1/messages/batches",
        "POST, /v1/messages/count_tokens, application/json, */*, 404, not_found_error, not supported",
        "POST, /v1/messages, text/plain, */*, 415, invalid_request_error, text/plain",
        "POST, /v1/messages, application/json, image/png, 406, invalid_request_error, image/png"
    })
    void at_the_anthropic_door(
            String method, String path, String type, String accept, int status, String kind, String message)
            throws Exception {
        HttpResponse<String> response = call(method, path, type, accept, Doors.ANTHROPIC_BODY);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().allValues("content-type")).containsExactly("application/json");
        JsonNode body = JSON.readTree(response.body());
        assertThat(body.path("type").textValue()).isEqualTo("error");
        assertThat(body.path("error").path("type").textValue()).isEqualTo(kind);
        assertThat(body.path("error").path("message").textValue()).contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /v1/requests, application/json, */*, 405, method-not-allowed, use POST",
        "GET, /v2/requests, application/json, */*, 404, not-found, GET /v2/requests",
        "POST, /v1/requests, application/x-www-form-urlencoded, */*, 415, unsupported-media-type, send Content-Type: application/json",
        "POST, /v1/requests, application/json, image/png, 406, not-acceptable, image/png",
        "GET, /v1/requests/none, application/json, */*, 404, unknown-request, none",
        "POST, /v1/requests/none/cancel, application/json, */*, 404, unknown-request, none",
        "DELETE, /v1/requests/none, application/json, */*, 404, unknown-request, none",
        "GET, /problems/none, application/json, */*, 404, not-found, none"
    })
    void at_the_native_door(
            String method, String path, String type, String accept, int status, String slug, String message)
            throws Exception {
        HttpResponse<String> response = call(method, path, type, accept, method.equals("GET") ? "" : Doors.NATIVE_BODY);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().allValues("content-type")).containsExactly("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.path("type").textValue()).isEqualTo("/problems/" + slug);
        assertThat(problem.path("status").intValue()).isEqualTo(status);
        assertThat(problem.path("detail").textValue()).contains(message);
    }

    @Test
    void a_call_without_a_content_type_is_read_as_json() {
        byte[] openAi = Doors.OPENAI_BODY.getBytes(StandardCharsets.UTF_8);
        byte[] direct = Doors.NATIVE_BODY.getBytes(StandardCharsets.UTF_8);
        assertThat(doors.call("POST", Doors.CHAT, openAi).statusCode()).isEqualTo(200);
        assertThat(doors.call("POST", Doors.REQUESTS, direct).statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> call(String method, String path, String type, String accept, String body) {
        return doors.call(method, path, body.getBytes(StandardCharsets.UTF_8), "Content-Type", type, "Accept", accept);
    }
}
