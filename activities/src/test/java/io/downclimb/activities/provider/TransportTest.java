package io.downclimb.activities.provider;

import static io.downclimb.activities.provider.Wires.CLIENT;
import static io.downclimb.activities.provider.Wires.DONE;
import static io.downclimb.activities.provider.Wires.HELLO;
import static io.downclimb.activities.provider.Wires.STOP;
import static io.downclimb.activities.provider.Wires.STREAM;
import static io.downclimb.activities.provider.Wires.assertFailed;
import static io.downclimb.activities.provider.Wires.body;
import static io.downclimb.activities.provider.Wires.call;
import static io.downclimb.activities.provider.Wires.failed;
import static io.downclimb.activities.provider.Wires.text;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.ErrorClass;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only bytes can show: requests, connections, and answers that are none. */
@Timeout(20)
class TransportTest {
    @Test
    void theRequestCarriesTheRightHeadersOfEachFormat() throws IOException {
        BlockingQueue<RawServer.Exchanged> seen = new LinkedBlockingQueue<>();
        try (RawServer server = new RawServer(exchanged -> {
            seen.add(exchanged);
            exchanged.whole("500 Oops", "text/plain", "");
        })) {
            call(server, 9_000, 9_000, 9_000);
            RawServer.Exchanged openAi = seen.remove();
            assertThat(openAi.first()).isEqualTo("POST /chat/completions HTTP/1.1");
            assertThat(openAi.headers())
                    .containsEntry("authorization", "Bearer " + Asking.KEY)
                    .containsEntry("x-client-request-id", "request-7/3")
                    .containsEntry("user-agent", "downclimb")
                    .containsEntry("content-type", "application/json")
                    .doesNotContainKeys("upgrade", "http2-settings");
            assertThat(Asking.json(openAi.body()).path("stream").asBoolean()).isTrue();

            CLIENT.call(Asking.of(Api.ANTHROPIC_MESSAGES).at(server.url()).call(), new Cancellation());
            RawServer.Exchanged anthropic = seen.remove();
            assertThat(anthropic.first()).isEqualTo("POST /v1/messages HTTP/1.1");
            assertThat(anthropic.headers())
                    .containsAllEntriesOf(Map.of(
                            "x-api-key", Asking.KEY,
                            "anthropic-version", "2023-06-01",
                            "x-client-request-id", "request-7/3"))
                    .doesNotContainKey("authorization");
        }
    }

    /** A whole answer, and the end of its body right behind it. */
    private static void hello(RawServer.Exchanged exchanged) throws IOException {
        exchanged.head("200 OK", STREAM);
        exchanged.chunk(HELLO + STOP + DONE);
        exchanged.send("0\r\n\r\n");
    }

    @Test
    void aConnectionServesFurtherCalls() throws IOException {
        try (RawServer server = new RawServer(TransportTest::hello)) {
            for (int turn = 0; turn < 20; turn++) {
                assertThat(text(call(server, 9_000, 9_000, 9_000))).isEqualTo("Hello");
            }
            // A call that comes before the last one's connection has run dry opens another.
            assertThat(server.connections()).isLessThan(20);
        }
    }

    /** A conclusion ends all calls of its request, the one that brought it among them: its connection may serve another call by then. */
    @Test
    void aCallThatIsCancelledAfterItsResultLeavesTheConnectionAlone() throws IOException {
        try (RawServer server = new RawServer(TransportTest::hello)) {
            for (int turn = 0; turn < 300; turn++) {
                Cancellation cancellation = new Cancellation();
                Call call = Asking.of(Api.OPENAI_CHAT).at(server.url()).call();
                assertThat(text(CLIENT.call(call, cancellation))).isEqualTo("Hello");
                cancellation.cancel();
            }
            assertThat(server.hungUp()).isZero();
        }
    }

    @Test
    void anAnswerThatWasNotStreamedIsAccepted() throws IOException {
        String body = """
                {"id":"c1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant",\
                "content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}""";
        try (RawServer server =
                new RawServer(exchanged -> exchanged.whole("200 OK", "application/json", "\n \n" + body))) {
            CallReport report = call(server, 9_000, 9_000, 9_000);
            assertThat(text(report)).isEqualTo("Hello");
            assertThat(report.firstContentMs()).isNotNull();
        }
    }

    @Test
    void anErrorBodyOfAGoodStatusIsAnError() throws IOException {
        try (RawServer server = new RawServer(exchanged -> exchanged.whole(
                "200 OK",
                "application/json",
                "{\"error\":{\"type\":\"overloaded_error\",\"message\":\"try " + Asking.KEY + "\"}}"))) {
            CallReport report = call(server, 9_000, 9_000, 9_000);
            assertFailed(report, ErrorClass.OVERLOADED, "overloaded_error");
            assertThat(body(report)).contains("try [key]");
        }
    }

    @Test
    void anErrorStatusWhoseBodyHangsIsClassifiedByItsStatus() throws IOException {
        try (RawServer server = new RawServer(exchanged -> {
            exchanged.head("429 Too Many", "retry-after: 2\r\ncontent-length: 100\r\n");
            exchanged.send("{\"error\":");
            exchanged.awaitGone();
        })) {
            CallReport report = call(server, 8_000, 8_000, 8_000);
            assertFailed(report, ErrorClass.RATE_LIMITED, "status-429");
            assertThat(failed(report).retryAfterMs()).isEqualTo(2_000);
            assertThat(report.totalMs()).isLessThan(5_000);
        }
    }

    @Test
    void aHugeErrorBodyIsKeptInPart() throws IOException {
        try (RawServer server =
                new RawServer(exchanged -> exchanged.whole("503 Busy", "text/html", "\u00e4".repeat(400_000)))) {
            CallReport report = call(server, 5_000, 5_000, 5_000);
            assertFailed(report, ErrorClass.OVERLOADED, "status-503");
            assertThat(body(report)).hasSize(65_536);
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws IOException {
        try (RawServer server = new RawServer(exchanged -> {
            exchanged.head("302 Found", "location: http://127.0.0.1:1/\r\ncontent-length: 0\r\n");
        })) {
            assertFailed(call(server, 9_000, 9_000, 9_000), ErrorClass.MALFORMED, "status-302");
        }
    }

    @Test
    void whatIsNotHttpIsMalformed() throws IOException {
        try (RawServer server = new RawServer(exchanged -> {
            exchanged.send("SSH-2.0-OpenSSH_9.6\r\n\r\n");
            exchanged.awaitGone();
        })) {
            assertFailed(call(server, 9_000, 9_000, 9_000), ErrorClass.MALFORMED, "not-http");
        }
    }

    @Test
    void aConnectionThatDoesNotComeAboutHasAName() throws IOException {
        int nobody;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = taken.getLocalPort();
        }
        Asking asking = Asking.of(Api.OPENAI_CHAT);
        assertFailed(
                CLIENT.call(asking.at("http://127.0.0.1:" + nobody).call(), new Cancellation()),
                ErrorClass.CONNECT,
                "refused");
        assertFailed(
                CLIENT.call(asking.at("http://nobody.invalid").call(), new Cancellation()), ErrorClass.CONNECT, "dns");
    }

    @Test
    void aConnectionThatIsClosedWithoutAWordHasAName() throws IOException {
        try (RawServer server = new RawServer(exchanged -> exchanged.socket().close())) {
            assertFailed(call(server, 9_000, 9_000, 9_000), ErrorClass.CONNECT, "closed");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void whatSpeaksNoTlsIsNotConnectedTo() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> read = threads.submit(() -> {
                try (Socket socket = plain.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                    return socket.getInputStream().readAllBytes().length;
                }
            });
            Asking asking = Asking.of(Api.OPENAI_CHAT).at("https://127.0.0.1:" + plain.getLocalPort());
            assertFailed(CLIENT.call(asking.call(), new Cancellation()), ErrorClass.CONNECT, "tls");
            assertThat(read.get(5, TimeUnit.SECONDS)).isPositive();
        }
    }

    @Test
    void aKeyThatNoHeaderCanCarryIsNotRepeatedAnywhere() {
        Call call = Asking.of(Api.OPENAI_CHAT).call();
        Provider broken =
                new Provider("played", Api.OPENAI_CHAT, call.provider().baseUrl(), List.of("a\nb"));
        CallReport report = CLIENT.call(
                new Call(
                        broken,
                        call.model(),
                        call.request(),
                        null,
                        1,
                        "r/1",
                        call.firstContentBy(),
                        call.completeBy(),
                        call.idle()),
                new Cancellation());
        assertFailed(report, ErrorClass.AUTH, "key-unusable");
    }

    @Test
    void theClientIsABean() {
        try (ApplicationContext context = ApplicationContext.run()) {
            assertThat(context.getBean(ProviderClient.class)).isInstanceOf(HttpProviderClient.class);
        }
    }
}
