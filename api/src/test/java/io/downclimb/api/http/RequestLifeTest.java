package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.downclimb.api.request.Refusal;
import io.downclimb.api.request.Reply;
import io.downclimb.api.request.Trail;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The life of a request at the native door: submitted, read, cancelled, erased. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestLifeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = Doors.REQUESTS + "/" + FakeDesk.ID;

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

    @Test
    void an_answer_comes_with_its_text_and_label() throws Exception {
        doors.desk.replies(FakeDesk.answered(FakeDesk.DEGRADED, FakeDesk.answer("Hello.")));
        HttpResponse<String> response = doors.post(Doors.REQUESTS, Doors.NATIVE_BODY);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(response.body())).isEqualTo(JSON.readTree("""
                {"id":"01J0000000000000000000TEST","state":"answered","route":"support-answer","erased":false,
                "answer":{"choices":[{"index":0,"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],
                "usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}},"text":"Hello.",
                "tier":"secondary","provider":"openai","model":"gpt-test-1","degraded":true,
                "notice":"temporarily using a backup model","reasons":["primary:OVERLOADED"],"attempts":3,
                "skipped":["cache: miss"],"dropped":["top_k"],"cost_usd":null}"""));
        assertThat(response.headers().allValues("downclimb-request-id")).containsExactly(FakeDesk.ID);
        assertThat(response.headers().allValues("downclimb-degraded")).containsExactly("true");
    }

    @Test
    void an_asynchronous_request_is_accepted() throws Exception {
        doors.desk.replies(new Reply.Pending(FakeDesk.ID, "support-answer"));
        HttpResponse<String> response = doors.post(Doors.REQUESTS, Doors.NATIVE_BODY, "Prefer", "respond-async");
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.headers().allValues("location")).containsExactly(PATH);
        assertThat(response.headers().allValues("preference-applied")).containsExactly("respond-async");
        assertThat(response.headers().allValues("downclimb-request-id")).containsExactly(FakeDesk.ID);
        assertThat(JSON.readTree(response.body()).path("state").textValue()).isEqualTo("pending");
    }

    @Test
    void a_request_shows_its_trail() throws Exception {
        doors.desk.known.set(FakeDesk.answered(FakeDesk.DEGRADED, FakeDesk.answer("Hello.")));
        doors.desk.trail.set(new Trail(
                FakeDesk.ID,
                "support-answer",
                "abc",
                "request/default/" + FakeDesk.ID,
                FakeDesk.RECEIVED,
                FakeDesk.RECEIVED.plusSeconds(20),
                FakeDesk.RECEIVED.plusMillis(1500),
                "answered",
                List.of(new Trail.Entry(
                        1,
                        "primary",
                        "claude",
                        "claude-test-1",
                        "failed",
                        "OVERLOADED",
                        529,
                        null,
                        FakeDesk.RECEIVED,
                        null,
                        120L,
                        null,
                        null,
                        new BigDecimal("0.5"),
                        1)),
                List.of("cache: miss")));
        JsonNode body = JSON.readTree(doors.get(PATH).body());
        assertThat(body.path("state").textValue()).isEqualTo("answered");
        assertThat(body.path("text").textValue()).isEqualTo("Hello.");
        JsonNode trail = body.path("trail");
        assertThat(trail.path("workflow_id").textValue()).isEqualTo("request/default/" + FakeDesk.ID);
        assertThat(trail.path("received_at").textValue()).isEqualTo("2026-11-01T12:00:00Z");
        assertThat(trail.path("concluded_at").textValue()).isEqualTo("2026-11-01T12:00:01.500Z");
        assertThat(trail.path("attempts").path(0)).isEqualTo(JSON.readTree("""
                {"number":1,"tier":"primary","provider":"claude","model":"claude-test-1","outcome":"failed","error_class":"OVERLOADED",
                "status":529,"detail":null,"sent_at":"2026-11-01T12:00:00Z","first_content_ms":null,"total_ms":120,
                "input_tokens":null,"output_tokens":null,"cost_usd":0.5,"sends":1}"""));
        assertThat(trail.path("skipped").path(0).textValue()).isEqualTo("cache: miss");
    }

    @Test
    void a_failed_request_tells_why_with_status_200_when_read() throws Exception {
        doors.desk.known.set(
                new Reply.Failed(FakeDesk.ID, "support-answer", FakeDesk.NONE, null, "no rung was left", null, null));
        HttpResponse<String> response = doors.get(PATH);
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode body = JSON.readTree(response.body());
        assertThat(body.path("state").textValue()).isEqualTo("failed");
        assertThat(body.path("answer").isNull()).isTrue();
        assertThat(body.path("error").path("code").textValue()).isEqualTo("ladder_exhausted");
        assertThat(body.path("error").path("message").textValue()).contains("no rung was left", "secondary:SILENT");
    }

    @Test
    void a_request_under_way_is_pending() throws Exception {
        doors.desk.known.set(new Reply.Pending(FakeDesk.ID, "support-answer"));
        JsonNode body = JSON.readTree(doors.get(PATH).body());
        assertThat(body.path("state").textValue()).isEqualTo("pending");
        assertThat(body.has("answer") && body.path("answer").isNull()).isTrue();
        assertThat(body.has("tier")).isFalse();
    }

    @Test
    void an_erased_request_says_so() throws Exception {
        doors.desk.known.set(FakeDesk.answered(FakeDesk.WHOLE, null));
        JsonNode body = JSON.readTree(doors.get(PATH).body());
        assertThat(body.path("erased").booleanValue()).isTrue();
        assertThat(body.has("answer") && body.path("answer").isNull()).isTrue();
    }

    @Test
    void erasing_answers_no_content() {
        doors.desk.known.set(FakeDesk.answered(FakeDesk.WHOLE, null));
        HttpResponse<String> response = doors.call("DELETE", PATH, new byte[0]);
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void cancelling_shows_the_conclusion() throws Exception {
        doors.desk.known.set(new Reply.Cancelled(FakeDesk.ID, "support-answer", "cancelled by the caller"));
        HttpResponse<String> response = doors.call("POST", PATH + "/cancel", new byte[0]);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(response.body()).path("state").textValue()).isEqualTo("cancelled");
        assertThat(doors.post(PATH + "/cancel", "{}").statusCode()).isEqualTo(200);
    }

    @Test
    void reading_while_a_dependency_is_down_is_a_503() {
        doors.desk.down.set(new Refusal.Unavailable("postgres", "Postgres does not answer"));
        HttpResponse<String> response = doors.get(PATH);
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().allValues("retry-after")).containsExactly("1");
        assertThat(response.body()).contains("/problems/unavailable");
    }
}
