package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.api.request.Submission;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a call may say by its headers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallHeadersTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

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
    void are_handed_in_at_the_desk() throws Exception {
        doors.post(
                Doors.REQUESTS,
                Doors.NATIVE_BODY,
                "downclimb-deadline-ms",
                "1500",
                "Idempotency-Key",
                "order-7",
                "traceparent",
                TRACE,
                "Prefer",
                "wait=5, Respond-Async; x=1");
        Submission submission = doors.desk.taken(doors.desk.submissions);
        assertThat(submission.tenant()).isEqualTo("default");
        assertThat(submission.deadlineMs()).isEqualTo(1500);
        assertThat(submission.idempotencyKey()).isEqualTo("order-7");
        assertThat(submission.traceParent()).isEqualTo(TRACE);
        assertThat(submission.asynchronous()).isTrue();
    }

    @Test
    void may_all_be_left_out() throws Exception {
        doors.post(Doors.CHAT, Doors.OPENAI_BODY);
        Submission submission = doors.desk.taken(doors.desk.submissions);
        assertThat(submission.deadlineMs()).isNull();
        assertThat(submission.idempotencyKey()).isNull();
        assertThat(submission.traceParent()).isNull();
        assertThat(submission.asynchronous()).isFalse();
    }

    @Test
    void a_malformed_trace_is_ignored() throws Exception {
        assertThat(doors.post(Doors.CHAT, Doors.OPENAI_BODY, "traceparent", "00-xyz")
                        .statusCode())
                .isEqualTo(200);
        assertThat(doors.desk.taken(doors.desk.submissions).traceParent()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-5", "1.5", "soon", "1e3", "99999999999999999999", "+5", ""})
    void a_deadline_that_is_no_number_is_named(String value) {
        HttpResponse<String> response = doors.post(Doors.CHAT, Doors.OPENAI_BODY, "downclimb-deadline-ms", value);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .contains(
                        "Header downclimb-deadline-ms is \\\"" + value + "\\\": send a whole number of ms",
                        "invalid_header");
        assertThat(doors.desk.submissions).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words"})
    void a_key_that_cannot_be_kept_is_named(String value) {
        HttpResponse<String> response = doors.post(Doors.REQUESTS, Doors.NATIVE_BODY, "Idempotency-Key", value);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .contains("Header Idempotency-Key is", "1 to 255 visible ASCII characters", "/problems/invalid-header");
    }

    @Test
    void a_key_has_255_characters_at_most() {
        assertThat(doors.post(Doors.CHAT, Doors.OPENAI_BODY, "Idempotency-Key", "k".repeat(255))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> response = doors.post(Doors.CHAT, Doors.OPENAI_BODY, "Idempotency-Key", "k".repeat(256));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("(256 characters)");
    }

    @Test
    void a_key_is_sent_once() {
        HttpResponse<String> response =
                doors.post(Doors.CHAT, Doors.OPENAI_BODY, "Idempotency-Key", "one", "Idempotency-Key", "two");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("send it once");
    }
}
