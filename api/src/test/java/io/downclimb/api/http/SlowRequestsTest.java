package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.api.request.Reply;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sends slowly is let go; who is idle, or waits, is not. Over bare sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowRequestsTest {
    private static final int BODY_BYTES = 100_000;
    private static final String CHAT = SlowCaller.whole(Doors.CHAT, Doors.OPENAI_BODY);

    @SuppressWarnings("NullAway.Init") // before all
    private Doors doors;

    @BeforeAll
    void open() {
        doors = new Doors(Map.of(
                "downclimb.http.header-timeout", "300ms",
                "downclimb.http.body-timeout", "300ms",
                "downclimb.http.body-bytes", BODY_BYTES));
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
    @ValueSource(
            strings = {
                "P",
                "POST /v1/chat/completions HTTP/1.1\r\n",
                "POST /v1/requests HTTP/1.1\r\nHost: here\r\nX-Long: "
            })
    void slow_headers_are_a_408(String begun) throws Exception {
        try (SlowCaller caller = new SlowCaller(doors)) {
            assertThat(caller.says(begun).dribbles("a"))
                    .startsWith("HTTP/1.1 408 Request Timeout\r\n")
                    .containsIgnoringCase("content-type: application/problem+json\r\n")
                    .containsIgnoringCase("connection: close\r\n")
                    .contains("/problems/slow-request", "not complete after 300 ms");
        }
    }

    @Test
    void a_slow_body_is_a_408_in_the_shape_of_its_door() throws Exception {
        try (SlowCaller caller = new SlowCaller(doors)) {
            caller.says(SlowCaller.head(Doors.CHAT, "Content-Length: 5000\r\n") + "{");
            assertThat(caller.dribbles(" "))
                    .startsWith("HTTP/1.1 408 ")
                    .containsIgnoringCase("content-type: application/json\r\n")
                    .contains("{\"error\":{", "\"code\":\"request_timeout\"", "300 ms after the headers");
        }
        assertThat(doors.desk.submissions).isEmpty();
    }

    @Test
    void a_slow_body_in_chunks_is_a_408() throws Exception {
        try (SlowCaller caller = new SlowCaller(doors)) {
            caller.says(SlowCaller.head(Doors.REQUESTS, "Transfer-Encoding: chunked\r\n"));
            assertThat(caller.dribbles("1\r\n{\r\n"))
                    .startsWith("HTTP/1.1 408 ")
                    .containsIgnoringCase("content-type: application/problem+json\r\n")
                    .contains("/problems/slow-request");
        }
        assertThat(doors.desk.submissions).isEmpty();
    }

    @Test
    void who_connects_and_says_nothing_is_let_go_without_a_word() throws Exception {
        try (SlowCaller caller = new SlowCaller(doors)) {
            assertThat(caller.hearsToTheEnd()).isEmpty();
        }
    }

    @Test
    void a_later_request_of_a_connection_is_clocked_too() throws Exception {
        try (SlowCaller caller = new SlowCaller(doors)) {
            caller.says(CHAT).hearsUntil("\"Hello.\"");
            assertThat(caller.says("POST /").dribbles("a")).contains("HTTP/1.1 408 ");
        }
    }

    @Test
    void a_body_that_was_refused_is_not_waited_for() throws Exception {
        try (SlowCaller caller = new SlowCaller(doors)) {
            caller.says(SlowCaller.head(Doors.CHAT, "Content-Length: " + (BODY_BYTES + 1) + "\r\n"));
            assertThat(caller.dribbles(" ")).startsWith("HTTP/1.1 413 ").doesNotContain(" 408 ");
        }
    }

    @Test
    void idle_connections_stay() throws Exception {
        try (SlowCaller caller = new SlowCaller(doors)) {
            caller.says(CHAT).hearsUntil("\"Hello.\"");
            letTheLimitPassTwice();
            caller.says(CHAT).hearsUntil("\"Hello.\"");
        }
    }

    @Test
    void a_request_may_wait_long_for_its_reply() throws Exception {
        doors.desk.waits();
        try (SlowCaller caller = new SlowCaller(doors)) {
            caller.says(CHAT);
            CompletableFuture<Reply> pending = doors.desk.taken(doors.desk.pending);
            letTheLimitPassTwice();
            assertThat(pending).isNotDone();
            pending.complete(FakeDesk.answered(FakeDesk.WHOLE, FakeDesk.answer("At last.")));
            assertThat(caller.hearsUntil("\"At last.\"")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void requests_sent_one_behind_the_other_are_all_answered() throws Exception {
        try (SlowCaller caller = new SlowCaller(doors)) {
            caller.says(CHAT + CHAT + CHAT);
            for (int reply = 0; reply < 3; reply++) {
                assertThat(caller.hearsUntil("\"Hello.\"")).contains("HTTP/1.1 200 ");
            }
        }
    }

    @Test
    void a_slow_successor_does_not_cost_its_forerunner_the_reply() throws Exception {
        doors.desk.waits();
        try (SlowCaller caller = new SlowCaller(doors)) {
            caller.says(CHAT);
            CompletableFuture<Reply> pending = doors.desk.taken(doors.desk.pending);
            caller.says("POST /");
            letTheLimitPassTwice();
            assertThat(pending).isNotDone();
            pending.complete(FakeDesk.answered(FakeDesk.WHOLE, FakeDesk.answer("First.")));
            assertThat(caller.hearsUntil("\"First.\"")).startsWith("HTTP/1.1 200 ");
            assertThat(caller.dribbles("a")).contains("HTTP/1.1 408 ");
        }
    }

    /** Others that are late tell how much time went by. */
    private void letTheLimitPassTwice() throws IOException {
        for (int time = 0; time < 2; time++) {
            try (SlowCaller late = new SlowCaller(doors)) {
                assertThat(late.hearsToTheEnd()).isEmpty();
            }
        }
    }
}
