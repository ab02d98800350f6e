package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.api.request.Knock;
import io.downclimb.api.request.Refusal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who would be turned away in the end is turned away at the door, and nobody else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverloadFilterTest {
    private static final Refusal.Overloaded OVERLOADED = new Refusal.Overloaded(7, "too much to do");

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

    private static Optional<Refusal> everybody(Knock knock) {
        return Optional.of(OVERLOADED);
    }

    /** Of a route it is certain that it would be turned away, and of no other. */
    private static Optional<Refusal> oneRoute(Knock knock) {
        return "support-answer".equals(knock.route()) ? Optional.of(OVERLOADED) : Optional.empty();
    }

    private List<@Nullable String> asked() {
        List<Knock> knocks = new ArrayList<>();
        doors.desk.knocks.drainTo(knocks);
        return knocks.stream().map(Knock::route).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, application/json, '{\"error\":{'",
        "/v1/messages, application/json, '{\"type\":\"error\",\"error\":{'",
        "/v1/requests, application/problem+json, '{\"type\":\"/problems/overloaded'"
    })
    void it_is_refused_before_its_body_has_come_and_the_connection_serves_the_next(
            String path, String type, String shape) throws Exception {
        String body = path.equals(Doors.REQUESTS) ? Doors.NATIVE_BODY : Doors.ANTHROPIC_BODY;
        doors.desk.overloaded(OverloadFilterTest::everybody);
        try (SlowCaller caller = new SlowCaller(doors)) {
            caller.says(SlowCaller.head(path, "Content-Length: " + body.length() + "\r\n"));
            assertThat(caller.hearsUntil("\r\n\r\n"))
                    .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
                    .containsIgnoringCase("retry-after: 7\r\n")
                    .containsIgnoringCase("content-type: " + type + "\r\n")
                    .doesNotContainIgnoringCase("connection: close")
                    .doesNotContainIgnoringCase("x-should-retry");
            assertThat(caller.hearsUntil("overloaded")).startsWith(shape);
            assertThat(doors.desk.submissions).isEmpty();
            doors.desk.calm();
            caller.says(body).says(SlowCaller.whole(path, body));
            assertThat(caller.hearsUntil("\r\n\r\n")).contains("HTTP/1.1 200 OK\r\n");
        }
        assertThat(doors.desk.submissions).hasSize(1);
    }

    @Test
    void a_body_of_megabytes_that_nobody_reads_runs_out_and_the_connection_serves_the_next() throws Exception {
        int length = 3_000_000;
        doors.desk.overloaded(OverloadFilterTest::everybody);
        try (SlowCaller caller = new SlowCaller(doors)) {
            caller.says(SlowCaller.head(Doors.CHAT, "Content-Length: " + length + "\r\n") + "x".repeat(1_000));
            assertThat(caller.hearsUntil("\r\n\r\n")).startsWith("HTTP/1.1 429 ");
            caller.says("x".repeat(length - 1_000));
            doors.desk.calm();
            caller.says(SlowCaller.whole(Doors.CHAT, Doors.OPENAI_BODY));
            assertThat(caller.hearsUntil("\r\n\r\n")).contains("HTTP/1.1 200 OK\r\n");
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void the_refusal_is_the_one_that_the_desk_would_have_given(String path, String body) {
        doors.desk.overloaded(OverloadFilterTest::everybody);
        HttpResponse<String> early = doors.post(path, body);
        assertThat(doors.desk.submissions).isEmpty();
        doors.desk.calm();
        doors.desk.refuses(OVERLOADED);
        HttpResponse<String> late = doors.post(path, body);
        assertThat(doors.desk.submissions).hasSize(1);
        assertThat(early.statusCode()).isEqualTo(late.statusCode()).isEqualTo(429);
        assertThat(early.body()).isEqualTo(late.body());
        assertThat(headers(early)).isEqualTo(headers(late));
    }

    static List<Arguments> calls() {
        return List.of(
                Arguments.of(Doors.CHAT, Doors.OPENAI_BODY),
                Arguments.of(Doors.CHAT, Doors.OPENAI_BODY.replace("{\"model\"", "{\"stream\":true,\"model\"")),
                Arguments.of(Doors.MESSAGES, Doors.ANTHROPIC_BODY),
                Arguments.of(Doors.REQUESTS, Doors.NATIVE_BODY));
    }

    private static Map<String, List<String>> headers(HttpResponse<String> response) {
        Map<String, List<String>> headers = new HashMap<>(response.headers().map());
        headers.remove("date");
        return headers;
    }

    @ParameterizedTest
    @MethodSource("calls")
    void where_that_depends_on_the_route_its_name_is_read_out_of_the_body(String path, String body) {
        doors.desk.overloaded(OverloadFilterTest::oneRoute);
        assertThat(doors.post(path, body).statusCode()).isEqualTo(429);
        assertThat(asked()).containsExactly(null, "support-answer");
        assertThat(doors.desk.submissions).isEmpty();
        assertThat(doors.post(path, body.replace("support-answer", "summary")).statusCode())
                .isEqualTo(200);
        assertThat(asked()).containsExactly(null, "summary");
        assertThat(doors.desk.submissions)
                .singleElement()
                .satisfies(submission -> assertThat(submission
                                .request()
                                .chat()
                                .at("/messages/0/content")
                                .asText())
                        .as("what was searched is read all the same")
                        .isEqualTo("Hi"));
    }

    @Test
    void the_name_may_come_later_than_the_headers_and_behind_all_else() throws Exception {
        String body =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"\\\"model\\\": Hi\"}],\"metadata\":{\"model\":\"summary\"},"
                        + "\"model\":\"support-answer\"}";
        doors.desk.overloaded(OverloadFilterTest::oneRoute);
        try (SlowCaller caller = new SlowCaller(doors)) {
            caller.says(SlowCaller.head(Doors.CHAT, "Content-Length: " + body.length() + "\r\n"));
            assertThat(doors.desk.taken(doors.desk.knocks).route()).isNull();
            caller.says(body.substring(0, 20)).says(body.substring(20));
            assertThat(caller.hearsUntil("\r\n\r\n")).startsWith("HTTP/1.1 429 ");
        }
        assertThat(asked()).containsExactly("support-answer");
        assertThat(doors.desk.submissions).isEmpty();
    }

    @Test
    void a_request_that_comes_in_pieces_and_passes_is_served() throws Exception {
        doors.desk.overloaded(OverloadFilterTest::oneRoute);
        String body = Doors.OPENAI_BODY.replace("support-answer", "summary");
        try (SlowCaller caller = new SlowCaller(doors)) {
            caller.says(SlowCaller.head(Doors.CHAT, "Content-Length: " + body.length() + "\r\n"));
            assertThat(doors.desk.taken(doors.desk.knocks).route()).isNull();
            caller.says(body);
            assertThat(caller.hearsUntil("\r\n\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"no JSON", "[]", "{}", "{\"model\":7}", "{\"model\":", "{\"a\":[1,2", "\u00ff"})
    void a_body_without_a_name_passes_and_is_told_what_is_wrong(String body) {
        doors.desk.overloaded(OverloadFilterTest::oneRoute);
        assertThat(doors.post(Doors.CHAT, body).statusCode()).isEqualTo(400);
        assertThat(asked()).containsExactly((String) null);
    }

    @Test
    void a_long_body_is_not_searched_and_passes_whole() {
        doors.desk.overloaded(OverloadFilterTest::oneRoute);
        String prompt = "a".repeat(RouteName.LONGEST);
        assertThat(doors.post(Doors.CHAT, Doors.OPENAI_BODY.replace("Hi", prompt))
                        .statusCode())
                .isEqualTo(200);
        assertThat(asked()).containsExactly((String) null);
        assertThat(doors.desk
                        .submissions
                        .remove()
                        .request()
                        .chat()
                        .at("/messages/0/content")
                        .asText())
                .isEqualTo(prompt);
    }

    @Test
    void a_body_that_is_too_large_is_still_told_so() {
        try (Doors narrow = new Doors(Map.of("downclimb.http.body-bytes", 1_000))) {
            narrow.desk.overloaded(OverloadFilterTest::oneRoute);
            String body = Doors.OPENAI_BODY.replace("Hi", "a".repeat(2_000));
            assertThat(narrow.post(Doors.CHAT, body).statusCode()).isEqualTo(413);
        }
    }

    @Test
    void a_request_with_a_key_is_never_refused_unread() {
        doors.desk.overloaded(OverloadFilterTest::everybody);
        assertThat(doors.post(Doors.CHAT, Doors.OPENAI_BODY, "Idempotency-Key", "mine")
                        .statusCode())
                .isEqualTo(200);
        assertThat(doors.post(Doors.REQUESTS, Doors.NATIVE_BODY, "idempotency-key", "mine")
                        .statusCode())
                .isEqualTo(200);
        assertThat(doors.desk.knocks).isEmpty();
    }

    @Test
    void the_deadline_that_is_asked_for_counts() {
        doors.desk.overloaded(OverloadFilterTest::everybody);
        doors.post(Doors.CHAT, Doors.OPENAI_BODY, CallHeaders.DEADLINE, "1500");
        doors.post(Doors.CHAT, Doors.OPENAI_BODY);
        assertThat(doors.desk.knocks).extracting(Knock::deadlineMs).containsExactly(1500L, null);
        assertThat(doors.post(Doors.CHAT, Doors.OPENAI_BODY, CallHeaders.DEADLINE, "soon")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void while_nobody_waits_nobody_is_asked() {
        assertThat(doors.post(Doors.CHAT, Doors.OPENAI_BODY).statusCode()).isEqualTo(200);
        assertThat(doors.desk.knocks).isEmpty();
    }

    @Test
    void what_is_no_new_request_is_served() {
        doors.desk.overloaded(OverloadFilterTest::everybody);
        doors.desk.known.set(FakeDesk.answered(FakeDesk.WHOLE, FakeDesk.answer("Hello.")));
        assertThat(doors.get(Doors.REQUESTS + "/" + FakeDesk.ID).statusCode()).isEqualTo(200);
        assertThat(doors.post(Doors.REQUESTS + "/" + FakeDesk.ID + "/cancel", "")
                        .statusCode())
                .isEqualTo(200);
        assertThat(doors.get("/v1/models").statusCode()).isEqualTo(200);
        assertThat(doors.get(Doors.CHAT).statusCode()).isEqualTo(405);
    }

    @Test
    void strangers_learn_nothing_of_the_load() {
        String hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"; // of "test"
        try (Doors guarded = new Doors(Map.of("downclimb.tokens", List.of(hash)))) {
            guarded.desk.overloaded(OverloadFilterTest::everybody);
            assertThat(guarded.post(Doors.CHAT, Doors.OPENAI_BODY).statusCode()).isEqualTo(401);
            assertThat(guarded.desk.knocks).isEmpty();
            assertThat(guarded.post(Doors.CHAT, Doors.OPENAI_BODY, "Authorization", "Bearer test")
                            .statusCode())
                    .isEqualTo(429);
        }
    }

    @Test
    void it_is_refused_without_waiting_for_leave_to_send_the_body() throws Exception {
        doors.desk.overloaded(OverloadFilterTest::everybody);
        try (SlowCaller caller = new SlowCaller(doors)) {
            caller.says(SlowCaller.head(Doors.CHAT, "Content-Length: 100\r\nExpect: 100-continue\r\n"));
            assertThat(caller.hearsUntil("\r\n\r\n")).startsWith("HTTP/1.1 429 ");
        }
        byte[] body = Doors.OPENAI_BODY.getBytes(StandardCharsets.UTF_8);
        doors.desk.calm();
        assertThat(doors.call("POST", Doors.CHAT, body).statusCode()).isEqualTo(200);
    }
}
