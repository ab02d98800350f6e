package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.request.Label;
import io.downclimb.api.request.Refusal;
import io.downclimb.api.request.Refusal.RefusedException;
import io.downclimb.api.request.Reply;
import io.downclimb.workflows.activity.ErrorClass;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every refusal, and every reply without an answer, at every door. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplyTableTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = FakeDesk.ID;

    @SuppressWarnings("NullAway.Init") // before all
    private Doors doors;

    /** What the desk says, and what the doors make of it. The request id is in the headers wherever there is one. */
    record Row(
            String name,
            Object said,
            int status,
            String slug,
            String code,
            String message,
            @Nullable String requestId,
            @Nullable Label label) {
        String type() {
            if (slug.equals("content-policy") && message.equals("refused by")) {
                return "policy_error";
            }
            return status < 500 ? "invalid_request_error" : "server_error";
        }

        @Nullable
        String retryAfter() {
            return switch (slug) {
                case "unavailable" -> "1";
                case "overloaded" -> "7";
                default -> null;
            };
        }

        String anthropicType() {
            return switch (status) {
                case 429 -> "rate_limit_error";
                case 403 -> "permission_error";
                case 404, 410 -> "not_found_error";
                case 409 -> "conflict_error";
                case 500 -> "api_error";
                case 503 -> "overloaded_error";
                case 504 -> "timeout_error";
                // Also of the 413, which a provider said so of.
                default -> "invalid_request_error";
            };
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> rows() {
        ObjectNode refused = error("no such tool", "invalid_request_error", "tools[0]", "invalid_tool");
        ObjectNode policy = error("refused by policy", "policy_error", null, "content_policy_violation");
        ObjectNode tooLong = error("prompt is too long", "x", null, "y");
        return Stream.of(
                refused(new Refusal.UnknownRoute("x", "no route x"), 404, "unknown-route", "model_not_found"),
                refused(new Refusal.BadDeadline("too long"), 400, "invalid-deadline", "invalid_deadline"),
                refused(new Refusal.KeyReused("another body"), 422, "key-reused", "idempotency_key_reused"),
                refused(new Refusal.Overloaded(7, "too much to do"), 429, "overloaded", "overloaded"),
                refused(new Refusal.Unavailable("postgres", "no Postgres"), 503, "unavailable", "unavailable"),
                failed(
                        null,
                        null,
                        null,
                        503,
                        "ladder-exhausted",
                        "ladder_exhausted",
                        "primary:OVERLOADED, secondary:SILENT"),
                failed(ErrorClass.AUTH, null, null, 503, "ladder-exhausted", "ladder_exhausted", ID),
                failed(
                        ErrorClass.INVALID_REQUEST,
                        400,
                        refused,
                        400,
                        "provider-refused",
                        "invalid_tool",
                        "no such tool"),
                failed(
                        ErrorClass.INVALID_REQUEST,
                        413,
                        refused,
                        413,
                        "provider-refused",
                        "invalid_tool",
                        "no such tool"),
                failed(
                        ErrorClass.INVALID_REQUEST,
                        422,
                        refused,
                        422,
                        "provider-refused",
                        "invalid_tool",
                        "no such tool"),
                failed(ErrorClass.INVALID_REQUEST, null, null, 400, "no-rung-fits", "no_rung_fits", "the reason"),
                failed(
                        ErrorClass.CONTENT_POLICY,
                        403,
                        policy,
                        403,
                        "content-policy",
                        "content_policy_violation",
                        "refused by"),
                failed(
                        ErrorClass.CONTENT_POLICY,
                        null,
                        null,
                        400,
                        "content-policy",
                        "content_policy_violation",
                        "the reason"),
                failed(
                        ErrorClass.CONTEXT_LENGTH,
                        413,
                        tooLong,
                        400,
                        "context-length",
                        "context_length_exceeded",
                        "prompt is too"),
                ended(
                        new Reply.Cancelled(ID, "support-answer", "by another"),
                        409,
                        "cancelled",
                        "request_cancelled",
                        "by another"),
                ended(
                        new Reply.Late(ID, "support-answer", "no Postgres"),
                        504,
                        "late",
                        "deadline_exceeded",
                        "/v1/requests/" + ID),
                ended(FakeDesk.answered(FakeDesk.WHOLE, null), 410, "erased", "request_erased", "erased"),
                new Row(
                        "fault",
                        new IllegalStateException("secret"),
                        500,
                        "internal",
                        "internal_error",
                        "log",
                        null,
                        null));
    }

    private static Row refused(Refusal refusal, int status, String slug, String code) {
        return new Row(refusal.toString(), refusal, status, slug, code, refusal.message(), null, null);
    }

    private static Row ended(Reply reply, int status, String slug, String code, String message) {
        Label label = reply instanceof Reply.Answered answered ? answered.label() : null;
        return new Row(reply.toString(), reply, status, slug, code, message, ID, label);
    }

    private static Row failed(
            @Nullable ErrorClass errorClass,
            @Nullable Integer providerStatus,
            @Nullable ObjectNode error,
            int status,
            String slug,
            String code,
            String message) {
        Reply said =
                new Reply.Failed(ID, "support-answer", FakeDesk.NONE, errorClass, "the reason", providerStatus, error);
        return new Row(errorClass + " " + providerStatus, said, status, slug, code, message, ID, FakeDesk.NONE);
    }

    private static ObjectNode error(String message, String type, @Nullable String param, String code) {
        return Json.object()
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
    }

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
    @MethodSource("rows")
    void the_native_door_answers_a_problem(Row row) throws Exception {
        say(row.said());
        HttpResponse<String> response = doors.post(Doors.REQUESTS, Doors.NATIVE_BODY);
        assertThat(response.statusCode()).isEqualTo(row.status());
        assertThat(header(response, "content-type")).isEqualTo("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.path("type").textValue()).isEqualTo("/problems/" + row.slug());
        assertThat(problem.path("status").intValue()).isEqualTo(row.status());
        assertThat(problem.path("title").textValue()).isNotBlank();
        assertThat(problem.path("detail").textValue()).contains(row.message());
        assertThat(problem.path("request_id").textValue()).isEqualTo(row.requestId());
        assertThat(doors.get("/problems/" + row.slug()).statusCode()).isEqualTo(200);
        headers(row, response);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void the_openai_door_answers_its_error_shape(Row row) throws Exception {
        say(row.said());
        openAi(row, doors.post(Doors.CHAT, Doors.OPENAI_BODY));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void an_error_before_the_stream_begins_is_a_plain_error(Row row) throws Exception {
        say(row.said());
        openAi(row, doors.post(Doors.CHAT, Doors.OPENAI_BODY.replace("{\"model\"", "{\"stream\":true,\"model\"")));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void the_anthropic_door_answers_its_error_shape(Row row) throws Exception {
        say(row.said());
        anthropic(row, doors.post(Doors.MESSAGES, Doors.ANTHROPIC_BODY));
        anthropic(
                row,
                doors.post(Doors.MESSAGES, Doors.ANTHROPIC_BODY.replace("{\"model\"", "{\"stream\":true,\"model\"")));
    }

    private static void anthropic(Row row, HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).isEqualTo(row.status());
        assertThat(header(response, "content-type")).isEqualTo("application/json");
        JsonNode body = JSON.readTree(response.body());
        assertThat(body.path("type").textValue()).isEqualTo("error");
        assertThat(body.path("error").path("type").textValue()).isEqualTo(row.anthropicType());
        assertThat(body.path("error").path("message").textValue()).contains(row.message());
        assertThat(body.path("request_id").textValue()).isEqualTo(row.requestId());
        assertThat(body.path("downclimb").isObject()).isEqualTo(row.label() != null);
        assertThat(response.body()).doesNotContain("secret");
        headers(row, response);
    }

    private void openAi(Row row, HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).isEqualTo(row.status());
        assertThat(header(response, "content-type")).isEqualTo("application/json");
        JsonNode body = JSON.readTree(response.body());
        JsonNode error = body.path("error");
        assertThat(error.path("message").textValue()).contains(row.message());
        assertThat(error.path("type").textValue()).isEqualTo(row.type());
        assertThat(error.path("code").textValue()).isEqualTo(row.code());
        assertThat(error.has("param")).isTrue();
        assertThat(response.body()).doesNotContain("secret");
        headers(row, response);
    }

    private static void headers(Row row, HttpResponse<String> response) {
        assertThat(header(response, "downclimb-request-id")).isEqualTo(row.requestId());
        assertThat(header(response, "request-id")).isEqualTo(row.requestId());
        assertThat(header(response, "x-request-id")).isEqualTo(row.requestId());
        assertThat(header(response, "x-should-retry")).isEqualTo(row.requestId() == null ? null : "false");
        @Nullable Label label = row.label();
        assertThat(header(response, "downclimb-tier")).isEqualTo(label == null ? null : label.tier());
        assertThat(header(response, "downclimb-degraded"))
                .isEqualTo(label == null ? null : String.valueOf(label.degraded()));
        assertThat(header(response, "downclimb-attempts"))
                .isEqualTo(label == null ? null : String.valueOf(label.attempts()));
        assertThat(header(response, "retry-after")).isEqualTo(row.retryAfter());
    }

    private static @Nullable String header(HttpResponse<?> response, String name) {
        List<String> values = response.headers().allValues(name);
        assertThat(values).hasSizeLessThan(2);
        return values.isEmpty() ? null : values.getFirst();
    }

    private void say(Object said) {
        switch (said) {
            case Reply reply -> doors.desk.replies(reply);
            case Refusal refusal -> doors.desk.fails(new RefusedException(refusal));
            case Throwable thrown -> doors.desk.fails(thrown);
            default -> throw new AssertionError(said);
        }
    }
}
