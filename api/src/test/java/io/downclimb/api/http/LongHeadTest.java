package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A head that is too long is told apart from a body that is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongHeadTest {
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

    @Test
    void of_an_address_that_is_too_long_the_address_is_blamed() throws Exception {
        assertThat(reply("GET /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .contains(" 413 ", "The address or the headers are too long")
                .doesNotContain("body");
    }

    @Test
    void of_headers_that_are_too_long_the_headers_are_blamed() throws Exception {
        assertThat(reply("POST /v1/messages HTTP/1.1\r\nHost: x\r\nx-note: " + "x".repeat(20_000) + "\r\n\r\n"))
                .contains(" 413 ", "The address or the headers are too long", "request_too_large")
                .doesNotContain("body");
    }

    /** The server closes the connection behind it. */
    private String reply(String call) throws Exception {
        try (Socket socket = doors.socket()) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(call.getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
