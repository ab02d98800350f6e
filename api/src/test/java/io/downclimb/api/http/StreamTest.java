package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Delta;
import io.downclimb.api.request.Refusal;
import io.downclimb.api.request.Reply;
import io.downclimb.api.request.StreamCaller;
import io.downclimb.api.request.Submission;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What does a caller who streams get, and when? Asked over real sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BODY = Doors.OPENAI_BODY.replace("{\"model\"", "{\"stream\":true,\"model\"");
    private static final Duration SHORT = Duration.ofMillis(50);

    @SuppressWarnings("NullAway.Init") // before all
    private Doors doors;

    @BeforeAll
    void open() {
        doors = new Doors(Map.of("downclimb.streams.stalled-reader-ms", 300));
    }

    @AfterAll
    void close() {
        doors.close();
    }

    @BeforeEach
    void reset() {
        doors.desk.reset();
        doors.desk.waits();
    }

    private EventReader ask(String... headers) throws IOException {
        return EventReader.post(doors.socket(), Doors.CHAT, BODY, headers);
    }

    private CompletableFuture<Reply> pending() throws InterruptedException {
        return doors.desk.taken(doors.desk.pending);
    }

    private StreamCaller caller() throws InterruptedException {
        Submission submission = doors.desk.taken(doors.desk.submissions);
        return Objects.requireNonNull(submission.stream());
    }

    private static Reply answered(String text) {
        return FakeDesk.answered(FakeDesk.WHOLE, FakeDesk.answer(text));
    }

    @Test
    void a_caller_who_waits_hears_comments_and_then_the_answer() throws Exception {
        doors.desk.keepAlive.set(SHORT);
        try (EventReader reader = ask()) {
            assertThat(reader.until(": keep-alive"))
                    .anyMatch(line -> line.startsWith("HTTP/1.1 200"))
                    .anyMatch(line -> line.equalsIgnoreCase("downclimb-request-id: " + FakeDesk.ID))
                    .anyMatch(line -> line.equalsIgnoreCase("x-accel-buffering: no"))
                    .anyMatch(line -> line.equalsIgnoreCase("content-type: text/event-stream"));
            reader.until(": keep-alive");
            pending().complete(answered("Hello."));
            assertThat(reader.rest())
                    .contains("\"content\":\"Hello.\"", "\"tier\":\"primary\"", "data: [DONE]")
                    .doesNotContain("\"error\"");
        }
    }

    @Test
    void what_fails_after_the_head_has_left_fails_within_the_stream_and_without_an_end_mark() throws Exception {
        doors.desk.keepAlive.set(SHORT);
        try (EventReader reader = ask()) {
            reader.until(": keep-alive");
            pending()
                    .complete(new Reply.Failed(
                            FakeDesk.ID, "support-answer", FakeDesk.NONE, null, "every rung failed", null, null));
            String event = reader.until("data: ").getLast();
            JsonNode error = JSON.readTree(event.substring("data: ".length()));
            assertThat(error.at("/error/code").asText()).isEqualTo("ladder_exhausted");
            assertThat(error.at("/error/message").asText()).contains(FakeDesk.ID);
            assertThat(error.at("/downclimb/request_id").asText()).isEqualTo(FakeDesk.ID);
            assertThat(reader.rest()).doesNotContain("DONE");
        }
    }

    @Test
    void what_fails_early_fails_with_its_own_status() {
        doors.desk.refuses(new Refusal.UnknownRoute("x", "There is no route x."));
        HttpResponse<String> response = doors.post(Doors.CHAT, BODY);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("model_not_found");
    }

    @Test
    void a_caller_who_reads_along_has_the_first_words_before_the_answer_is_whole() throws Exception {
        try (EventReader reader = ask()) {
            Consumer<Delta> attempt = caller().attempt(FakeDesk.order(1, 0));
            attempt.accept(new Delta.Text("Hel"));
            assertThat(reader.until("\"content\":\"Hel\""))
                    .anyMatch(line -> line.equalsIgnoreCase("downclimb-tier: primary"))
                    .anyMatch(line -> line.contains("\"provider\":\"claude\""));
            attempt.accept(new Delta.Text("lo"));
            reader.until("\"content\":\"lo\"");
            pending().complete(answered("Hello."));
            assertThat(reader.rest())
                    .contains("\"content\":\".\"", "\"finish_reason\":\"stop\"", "\"attempts\":1", "data: [DONE]");
        }
    }

    @Test
    void another_attempt_goes_on_where_it_repeats_what_was_sent() throws Exception {
        try (EventReader reader = ask()) {
            StreamCaller caller = caller();
            caller.attempt(FakeDesk.order(1, 0)).accept(new Delta.Text("Hel"));
            reader.until("\"content\":\"Hel\"");
            Consumer<Delta> second = caller.attempt(FakeDesk.order(2, 1));
            second.accept(new Delta.Text("He"));
            second.accept(new Delta.Text("llo."));
            reader.until("\"content\":\"lo.\"");
            pending().complete(FakeDesk.answered(FakeDesk.DEGRADED, FakeDesk.answer("Hello.")));
            assertThat(reader.rest()).contains("\"tier\":\"secondary\"", "\"model\":\"gpt-test-1\"", "data: [DONE]");
        }
    }

    @Test
    void an_attempt_that_is_not_the_newest_is_not_heard() throws Exception {
        try (EventReader reader = ask()) {
            StreamCaller caller = caller();
            Consumer<Delta> first = caller.attempt(FakeDesk.order(1, 0));
            caller.attempt(FakeDesk.order(2, 1)).accept(new Delta.Text("Hi"));
            first.accept(new Delta.Text("stale"));
            caller.attempt(FakeDesk.order(1, 0)).accept(new Delta.Text("staler"));
            pending().complete(FakeDesk.answered(FakeDesk.DEGRADED, FakeDesk.answer("Hi")));
            assertThat(reader.rest()).contains("\"Hi\"", "data: [DONE]").doesNotContain("stale");
        }
    }

    @Test
    void another_answer_ends_the_stream_at_once_in_an_error_and_cancels_the_request() throws Exception {
        try (EventReader reader = ask()) {
            StreamCaller caller = caller();
            CompletableFuture<Reply> pending = pending();
            caller.attempt(FakeDesk.order(1, 0)).accept(new Delta.Text("Hel"));
            reader.until("\"content\":\"Hel\"");
            caller.attempt(FakeDesk.order(2, 1)).accept(new Delta.Text("Good day"));
            assertThat(reader.until("\"error\"").getLast())
                    .contains("broken_stream", FakeDesk.ID)
                    .doesNotContain("Idempotency-Key");
            assertThat(reader.rest()).doesNotContain("DONE");
            assertThat(pending).isCancelled();
            assertThat(caller.leftBecause()).contains("broke off after 3 characters");
        }
    }

    @Test
    void an_end_that_is_another_answer_is_an_error_too_and_a_key_gets_the_whole() throws Exception {
        try (EventReader reader = ask("Idempotency-Key: k-1")) {
            caller().attempt(FakeDesk.order(1, 0)).accept(new Delta.Text("Hel"));
            reader.until("\"content\":\"Hel\"");
            pending().complete(answered("Canned."));
            assertThat(reader.until("\"error\"").getLast()).contains("broken_stream", "same Idempotency-Key");
            assertThat(reader.rest()).doesNotContain("DONE");
        }
    }

    @Test
    void who_has_no_key_is_told_where_the_other_answer_is_that_ended_the_request() throws Exception {
        try (EventReader reader = ask()) {
            caller().attempt(FakeDesk.order(1, 0)).accept(new Delta.Text("Hel"));
            reader.until("\"content\":\"Hel\"");
            pending().complete(answered("Canned."));
            assertThat(reader.until("\"error\"").getLast())
                    .contains("broken_stream", "/v1/requests/" + FakeDesk.ID)
                    .doesNotContain("cancelled");
            assertThat(reader.rest()).doesNotContain("DONE");
        }
    }

    @Test
    void what_cannot_be_sent_piece_by_piece_is_not_read_along() throws Exception {
        for (String more : new String[] {"\"n\":2", "\"logprobs\":true", "\"modalities\":[\"text\",\"audio\"]"}) {
            String body = BODY.replace("{\"stream\"", "{" + more + ",\"stream\"");
            try (EventReader reader = EventReader.post(doors.socket(), Doors.CHAT, body)) {
                assertThat(caller().canReadAlong()).as(more).isFalse();
                pending().complete(answered("Hello."));
                assertThat(reader.rest()).contains("data: [DONE]");
            }
        }
        try (EventReader reader = ask()) {
            assertThat(caller().canReadAlong()).isTrue();
            pending().complete(answered("Hello."));
            assertThat(reader.rest()).contains("data: [DONE]");
        }
    }

    @Test
    void who_hangs_up_among_comments_or_words_cancels() throws Exception {
        doors.desk.keepAlive.set(SHORT);
        try (EventReader reader = ask()) {
            reader.until(": keep-alive");
            CompletableFuture<Reply> pending = pending();
            reader.close();
            assertThatThrownBy(() -> pending.get(1, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        }
        doors.desk.keepAlive.set(Duration.ofMinutes(1));
        doors.desk.submissions.clear();
        try (EventReader reader = ask()) {
            caller().attempt(FakeDesk.order(1, 0)).accept(new Delta.Text("Hel"));
            reader.until("\"content\":\"Hel\"");
            CompletableFuture<Reply> pending = pending();
            reader.close();
            assertThatThrownBy(() -> pending.get(1, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void who_takes_nothing_of_a_long_answer_is_hung_up_on() throws Exception {
        try (Socket socket = unread()) {
            pending().complete(answered("word ".repeat(4_000_000)));
            awaitClosed(socket);
        }
    }

    @Test
    void who_has_heard_comments_and_takes_nothing_of_a_long_answer_is_hung_up_on_too() throws Exception {
        doors.desk.keepAlive.set(SHORT);
        try (Socket socket = unread()) {
            // The head and the first comments, and no more of them.
            socket.getInputStream().readNBytes(600);
            pending().complete(answered("word ".repeat(4_000_000)));
            awaitClosed(socket);
        }
    }

    @Test
    void who_reads_along_too_slowly_holds_up_nobody_and_is_hung_up_on() throws Exception {
        try (Socket socket = unread()) {
            StreamCaller caller = caller();
            CompletableFuture<Reply> pending = pending();
            Consumer<Delta> attempt = caller.attempt(FakeDesk.order(1, 0));
            Delta words = new Delta.Text("word ".repeat(200));
            for (int said = 0; said < 50_000 && !pending.isDone(); said++) {
                attempt.accept(words);
            }
            assertThat(pending).isCancelled();
            assertThat(caller.leftBecause()).contains("read too slowly");
            awaitClosed(socket);
        }
    }

    private Socket unread() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), doors.uri("/").getPort()));
        EventReader.post(socket, Doors.CHAT, BODY);
        return socket;
    }

    /** A connection that was closed at the other end takes a byte or two, and then no more. */
    private static void awaitClosed(Socket socket) {
        assertThatThrownBy(() -> {
                    long until = System.nanoTime() + Duration.ofSeconds(15).toNanos();
                    while (System.nanoTime() < until) {
                        socket.getOutputStream().write(' ');
                        LockSupport.parkNanos(20_000_000);
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void the_events_of_a_long_answer_are_small_and_together_the_answer() throws Exception {
        ObjectNode answer = FakeDesk.answer("grüße \uD83D\uDE00 ".repeat(3_000));
        String arguments = "{\"text\":\"" + "x".repeat(9_000) + "\"}";
        ObjectNode message = (ObjectNode) answer.at("/choices/0/message");
        message.withArray("tool_calls")
                .addObject()
                .put("id", "call_a")
                .put("type", "function")
                .putObject("function")
                .put("name", "find")
                .put("arguments", arguments);
        StringBuilder text = new StringBuilder();
        StringBuilder called = new StringBuilder();
        Iterator<byte[]> events = CompletionStream.of(FakeDesk.answered(FakeDesk.WHOLE, answer), answer, false);
        String last = "";
        while (events.hasNext()) {
            byte[] event = events.next();
            assertThat(event).hasSizeLessThan(4_608);
            last = new String(event, java.nio.charset.StandardCharsets.UTF_8);
            if (!last.startsWith("data: [DONE]")) {
                JsonNode delta =
                        JSON.readTree(last.substring("data: ".length())).at("/choices/0/delta");
                text.append(delta.path("content").asText(""));
                called.append(delta.at("/tool_calls/0/function/arguments").asText(""));
            }
        }
        assertThat(text.toString()).isEqualTo(message.path("content").asText());
        assertThat(called.toString()).isEqualTo(arguments);
        assertThat(last).isEqualTo("data: [DONE]\n\n");
    }
}
