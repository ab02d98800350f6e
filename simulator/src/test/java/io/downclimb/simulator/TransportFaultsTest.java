package io.downclimb.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the wire itself looks like when things break, byte by byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransportFaultsTest {
    private final Simulator simulator = Simulator.start(0);

    @AfterAll
    void close() {
        simulator.close();
    }

    private static int tokens(String body) {
        return body.split("\"delta\":\\{\"content\"", -1).length - 1;
    }

    @Test
    void healthyStreamOpensWithTheRoleAndEndsWithDone() throws Exception {
        try (RawClient client = new RawClient(simulator)) {
            String body = client.ask("p", "m", true).until("0\r\n\r\n");
            assertThat(body).contains("content-type: text/event-stream").contains("transfer-encoding: chunked");
            assertThat(body.indexOf("\"role\":\"assistant\"")).isLessThan(body.indexOf("\"content\":\"Simulated\""));
            assertThat(body).endsWith("data: [DONE]\n\n\r\n0\r\n\r\n");
        }
    }

    @Test
    void connectionServesOneRequestAfterAnother() throws Exception {
        try (RawClient client = new RawClient(simulator)) {
            client.ask("p", "one", true).until("0\r\n\r\n");
            client.ask("p", "two", true).ask("p", "three", true);
            assertThat(client.until("0\r\n\r\n")).contains("p/two:");
            assertThat(client.until("0\r\n\r\n")).contains("p/three:");
        }
    }

    @Test
    void resetComesBeforeAnyHeader() throws Exception {
        try (RawClient client = new RawClient(simulator)) {
            client.ask("p", "sim-reset", true);
            assertThatThrownBy(client::rest).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        }
    }

    @Test
    void resetAfterHeadersComesAfterThem() throws Exception {
        try (RawClient client = new RawClient(simulator)) {
            client.ask("p", "sim-reset-after-headers", true);
            assertThat(client.until("\r\n\r\n")).startsWith("HTTP/1.1 200 OK");
            assertThatThrownBy(client::rest).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        }
    }

    @Test
    void cutStreamEndsAfterItsTokensWithoutALastChunk() throws Exception {
        try (RawClient client = new RawClient(simulator)) {
            String body = client.ask("p", "sim-cut-3", true).rest();
            assertThat(tokens(body)).isEqualTo(3);
            assertThat(body).doesNotContain("finish_reason\":\"stop").doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void cutWholeAnswerIsShorterThanItsLength() throws Exception {
        try (RawClient client = new RawClient(simulator)) {
            String response = client.ask("p", "sim-cut", false).rest();
            String body = response.substring(response.indexOf("\r\n\r\n") + 4);
            int promised = Integer.parseInt(response.replaceAll("(?s).*content-length: (\\d+).*", "$1"));
            assertThat(body.length()).isPositive().isLessThan(promised);
        }
    }

    @Test
    void stalledStreamStaysOpenAndSaysNothing() throws Exception {
        try (RawClient client = new RawClient(simulator)) {
            client.ask("p", "sim-stall-1", true)
                    .until("\"content\":\"Simulated\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n\r\n");
            assertThat(client.isQuietFor(50)).isTrue();
        }
    }

    @Test
    void silenceIsNoticedWhenTheClientLeaves() throws Exception {
        try (RawClient client = new RawClient(simulator)) {
            client.ask("quiet", "sim-silent", true);
            assertThat(client.isQuietFor(50)).isTrue();
            assertThat(simulator.calls().of("quiet")).noneMatch(Call::ended).noneMatch(Call::clientGone);
        }
        assertThat(simulator
                        .calls()
                        .await(
                                Duration.ofSeconds(5),
                                calls -> calls.stream()
                                        .anyMatch(call -> call.provider().equals("quiet") && call.clientGone())))
                .isTrue();
        assertThat(simulator.calls().disconnected()).extracting(Call::provider).contains("quiet");
    }

    @Test
    void clientThatLeavesALongAnswerIsNoticed() throws Exception {
        try (RawClient client = new RawClient(simulator)) {
            client.ask("long", "sim-slow-20-100000", true).until("\"content\":\"Simulated\"}");
        }
        assertThat(simulator
                        .calls()
                        .await(
                                Duration.ofSeconds(5),
                                calls -> calls.stream()
                                        .anyMatch(call -> call.provider().equals("long") && call.clientGone())))
                .isTrue();
    }

    @Test
    void slowHeadersComeLate() throws Exception {
        try (RawClient client = new RawClient(simulator)) {
            long asked = System.nanoTime();
            client.ask("p", "sim-slow-headers-80", true).until("\r\n\r\n");
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
        }
    }

    @Test
    void slowFirstTokenComesLateButTheRoleAtOnce() throws Exception {
        try (RawClient client = new RawClient(simulator)) {
            client.ask("p", "sim-slow-first-token-600000", true).until("\"role\":\"assistant\"");
            client.until("\n\n\r\n");
            assertThat(client.isQuietFor(50)).isTrue();
        }
    }

    @Test
    void anthropicPingsEverySecondWhileTheFirstTokenIsLate() throws Exception {
        String body = "{\"model\":\"sim-slow-first-token-1050\",\"stream\":true,\"max_tokens\":9,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        try (RawClient client = new RawClient(simulator)) {
            String response = client.send("POST /p/v1/messages HTTP/1.1\r\nhost: localhost\r\nx-api-key: k\r\n"
                            + "anthropic-version: 2023-06-01\r\ncontent-length: " + body.length() + "\r\n\r\n" + body)
                    .until("0\r\n\r\n");
            assertThat(response.lines().filter(line -> line.startsWith("event: ")))
                    .containsSequence(
                            "event: message_start",
                            "event: content_block_start",
                            "event: ping",
                            "event: ping",
                            "event: content_block_delta")
                    .endsWith("event: content_block_stop", "event: message_delta", "event: message_stop");
        }
    }

    @Test
    void malformedLineComesInTheMidst() throws IOException {
        try (RawClient client = new RawClient(simulator)) {
            String body = client.ask("p", "sim-malformed-2", true).until("0\r\n\r\n");
            assertThat(tokens(body)).isEqualTo(2);
            assertThat(body).contains("data: {\"id\":\"torn\"").doesNotContain("[DONE]");
        }
        try (RawClient client = new RawClient(simulator)) {
            String body = client.ask("p", "sim-malformed-2-continue", true).until("0\r\n\r\n");
            assertThat(tokens(body)).isGreaterThanOrEqualTo(24);
            assertThat(body).contains("data: {\"id\":\"torn\"").contains("[DONE]");
        }
    }

    @Test
    void missingEndHasEveryTokenAndACleanEndOfTheBody() throws Exception {
        try (RawClient client = new RawClient(simulator)) {
            String body = client.ask("p", "sim-missing-end", true).until("0\r\n\r\n");
            assertThat(tokens(body)).isGreaterThanOrEqualTo(24);
            assertThat(body).doesNotContain("finish_reason\":\"stop").doesNotContain("[DONE]");
            body = client.ask("p", "sim-missing-end-with-finish-reason", true).until("0\r\n\r\n");
            assertThat(body).contains("finish_reason\":\"stop").doesNotContain("[DONE]");
        }
    }

    @Test
    void errorArrivesInTheStream() throws Exception {
        try (RawClient client = new RawClient(simulator)) {
            String body = client.ask("p", "sim-error-event-in-stream-2", true).until("0\r\n\r\n");
            assertThat(tokens(body)).isEqualTo(2);
            assertThat(body)
                    .startsWith("HTTP/1.1 200")
                    .contains("data: {\"error\":{")
                    .doesNotContain("[DONE]");
        }
    }

    @Test
    void pageInsteadOfJson() throws Exception {
        try (RawClient client = new RawClient(simulator)) {
            assertThat(client.ask("p", "sim-not-json", true).until("</html>\n"))
                    .startsWith("HTTP/1.1 200")
                    .contains("content-type: text/html");
        }
    }

    @Test
    void echoQuotesPromptAndKey() throws Exception {
        for (String inner :
                new String[] {"status-500", "error-event-in-stream-1", "not-json", "malformed-1", "broken-key"}) {
            simulator.faults().set("leaky", new Fault.Echo(parsed(inner)));
            try (RawClient client = new RawClient(simulator)) {
                assertThat(client.ask("leaky", "m", true).until("sk-raw)"))
                        .as(inner)
                        .contains("top secret question");
            }
        }
    }

    private static Fault parsed(String kind) {
        Fault fault = FaultName.parse("sim-" + kind);
        return Objects.requireNonNull(fault);
    }
}
