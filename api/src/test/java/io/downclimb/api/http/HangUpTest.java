package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downclimb.api.request.Reply;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Does a caller who hangs up cancel what it waited for? Asked over a real socket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HangUpTest {
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
        doors.desk.waits();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, model, false",
        "/v1/requests, route, false",
        "/v1/chat/completions, model, true",
        "/v1/requests, route, true"
    })
    void cancels_what_it_waits_for_within_a_second(String path, String field, boolean reset) throws Exception {
        try (Socket socket = doors.socket()) {
            write(socket, path, field, "");
            CompletableFuture<Reply> pending = doors.desk.taken(doors.desk.pending);
            assertThat(pending).isNotDone();
            if (reset) {
                socket.setSoLinger(true, 0);
            }
            socket.close();
            assertThatThrownBy(() -> pending.get(1, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void a_second_request_on_the_same_connection_is_cancelled_too() throws Exception {
        try (Socket socket = doors.socket()) {
            write(socket, Doors.CHAT, "model", "");
            doors.desk.taken(doors.desk.pending).complete(FakeDesk.answered(FakeDesk.WHOLE, FakeDesk.answer("First.")));
            readUntil(socket, "\"First.\"");
            write(socket, Doors.CHAT, "model", "");
            CompletableFuture<Reply> pending = doors.desk.taken(doors.desk.pending);
            socket.close();
            assertThatThrownBy(() -> pending.get(1, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void an_asynchronous_request_goes_on() throws Exception {
        try (Socket socket = doors.socket();
                Socket other = doors.socket()) {
            write(socket, Doors.REQUESTS, "route", "Prefer: respond-async\r\n");
            CompletableFuture<Reply> pending = doors.desk.taken(doors.desk.pending);
            write(other, Doors.REQUESTS, "route", "");
            CompletableFuture<Reply> cancelled = doors.desk.taken(doors.desk.pending);
            socket.close();
            other.close();
            // The one that does cancel tells that the server has seen connections close since.
            assertThatThrownBy(() -> cancelled.get(1, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
            assertThat(pending).isNotDone();
        }
    }

    private static void write(Socket socket, String path, String field, String headers) throws IOException {
        String body = "{\"" + field + "\":\"support-answer\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        String call = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers
                + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        socket.getOutputStream().write(call.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static void readUntil(Socket socket, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        socket.setSoTimeout(10_000);
        while (read.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new AssertionError("closed after " + read);
            }
            read.append((char) next);
        }
        // The rest of the body is left unread: only the order matters here.
    }
}
