package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.downclimb.api.request.Submission;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which bodies are read, and what is said of those that are not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BodyTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LIMIT = 200_000;

    @SuppressWarnings("NullAway.Init") // before all
    private Doors doors;

    @BeforeAll
    void open() {
        doors = new Doors(Map.of("downclimb.http.body-bytes", LIMIT, "downclimb.http.messages", 8));
    }

    @AfterAll
    void close() {
        doors.close();
    }

    @BeforeEach
    void reset() {
        doors.desk.reset();
    }

    /** Body of the native door, and a piece of the message. */
    static Stream<Arguments> unreadable() {
        return Stream.of(
                Arguments.of("", "The body is empty"),
                Arguments.of("not json", "not JSON at line 1, column"),
                Arguments.of("{\"route\":\"a\"", "not JSON"),
                Arguments.of("[]", "The body is an array"),
                Arguments.of("null", "The body is null"),
                Arguments.of("3", "The body is the number 3"),
                Arguments.of(Doors.NATIVE_BODY + " {}", "nothing after it"),
                Arguments.of(Doors.NATIVE_BODY + "x", "nothing after it"),
                Arguments.of(Doors.NATIVE_BODY.replace("{\"route\"", "{\"temperature\":NaN,\"route\""), "not JSON"),
                Arguments.of(
                        Doors.NATIVE_BODY.replace("{\"route\"", "{\"route\":\"b\",\"route\""),
                        "Duplicate field 'route'"),
                Arguments.of("[".repeat(65) + "]".repeat(65), "at most 64"),
                Arguments.of("[".repeat(90_000), "at most 64"),
                Arguments.of(with("\"temperature\":" + "1".repeat(2000)), "at most 1000 digits"),
                Arguments.of(
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                        "route is missing: send the name of a route"),
                Arguments.of("{\"route\":\"\",\"messages\":[]}", "route is an empty string"),
                Arguments.of("{\"route\":7,\"messages\":[]}", "route is the number 7"),
                Arguments.of("{\"route\":\"a\"}", "messages is missing: send an array"),
                Arguments.of("{\"route\":\"a\",\"messages\":[]}", "messages is an empty array"),
                Arguments.of("{\"route\":\"a\",\"messages\":{}}", "messages is an object"),
                Arguments.of("{\"route\":\"a\",\"messages\":[\"Hi\"]}", "messages[0] is a string: send an object"),
                Arguments.of("{\"route\":\"a\",\"messages\":[{\"content\":\"Hi\"}]}", "messages[0].role is missing"),
                Arguments.of(
                        "{\"route\":\"a\",\"messages\":[{\"role\":1,\"content\":\"Hi\"}]}",
                        "messages[0].role is the number 1"),
                Arguments.of("{\"route\":\"a\",\"messages\":[{\"role\":\"user\"}]}", "messages[0].content is missing"),
                Arguments.of(
                        "{\"route\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":{}}]}",
                        "messages[0].content is an object"),
                Arguments.of(
                        "{\"route\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":[7]}]}",
                        "messages[0].content[0] is the number 7"),
                Arguments.of(
                        "{\"route\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":[{}]}]}",
                        "messages[0].content[0].type is missing"),
                Arguments.of(
                        "{\"route\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"\\ud83d\"}]}",
                        "messages[0].content has half a surrogate"),
                Arguments.of(with("\"n\":\"2\""), "n is a string: send a whole number"),
                Arguments.of(with("\"n\":0"), "n is the number 0"),
                Arguments.of(with("\"n\":1.5"), "n is the number 1.5"),
                Arguments.of(with("\"stream\":\"yes\""), "stream is a string: send true or false"),
                Arguments.of(with("\"stream\":true"), "stream is for POST /v1/chat/completions"),
                Arguments.of(with("\"model\":\"gpt\""), "model is chosen by the route"),
                Arguments.of(with("\"temperature\":\"hot\""), "temperature is a string: send a number"),
                Arguments.of(with("\"tools\":{}"), "tools is an object: send an array"),
                Arguments.of(many(9), "messages has 9 messages: send at most 8"));
    }

    private static String with(String field) {
        return Doors.NATIVE_BODY.replace("{\"route\"", "{" + field + ",\"route\"");
    }

    private static String many(int messages) {
        String message = "{\"role\":\"user\",\"content\":\"\"}";
        return "{\"route\":\"a\",\"messages\":[" + (message + ",").repeat(messages - 1) + message + "]}";
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void says_what_is_wrong_and_how_to_mend_it(String body, String message) throws Exception {
        HttpResponse<String> response = doors.post(Doors.REQUESTS, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).path("detail").textValue()).contains(message);
        assertThat(doors.desk.submissions).isEmpty();
    }

    @Test
    void names_the_field_at_fault_at_the_openai_door() throws Exception {
        HttpResponse<String> response =
                doors.post(Doors.CHAT, "{\"model\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":1}]}");
        JsonNode error = JSON.readTree(response.body()).path("error");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error.path("param").textValue()).isEqualTo("messages[0].content");
        assertThat(error.path("code").textValue()).isEqualTo("invalid_request");
    }

    @Test
    void says_at_which_byte_it_is_not_utf_8() {
        byte[] whole = Doors.NATIVE_BODY.replace("Hi", "ü").getBytes(StandardCharsets.UTF_8);
        byte[] latin = Doors.NATIVE_BODY.replace("Hi", "ü").getBytes(StandardCharsets.ISO_8859_1);
        int at = Doors.NATIVE_BODY.indexOf("Hi");
        assertThat(doors.call("POST", Doors.REQUESTS, whole, "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> response = doors.call("POST", Doors.REQUESTS, latin, "Content-Type", "application/json");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("not UTF-8 at byte " + at);
    }

    @Test
    void says_so_where_utf_8_is_cut_short() {
        byte[] cut = {'{', '"', (byte) 0xe2, (byte) 0x82};
        HttpResponse<String> response = doors.call("POST", Doors.REQUESTS, cut, "Content-Type", "application/json");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("not UTF-8 at byte 2");
    }

    @ParameterizedTest
    @MethodSource("doorsAndBodies")
    void refuses_a_body_that_is_too_long_by_its_length(String path, String body) {
        HttpResponse<String> response = doors.post(path, body.replace("Hi", "x".repeat(LIMIT)));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("at most " + LIMIT + " bytes");
    }

    @ParameterizedTest
    @MethodSource("doorsAndBodies")
    void refuses_a_body_that_is_too_long_in_chunks(String path, String body) {
        byte[] bytes = body.replace("Hi", "x".repeat(LIMIT)).getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> response = doors.send(HttpRequest.newBuilder(doors.uri(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
                .build());
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("at most " + LIMIT + " bytes");
    }

    static Stream<Arguments> doorsAndBodies() {
        return Stream.of(Arguments.of(Doors.REQUESTS, Doors.NATIVE_BODY), Arguments.of(Doors.CHAT, Doors.OPENAI_BODY));
    }

    @Test
    void refuses_a_hundred_thousand_messages() {
        try (Doors wide = new Doors()) {
            HttpResponse<String> response = wide.post(Doors.REQUESTS, many(100_000));
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("messages has 100000 messages: send at most 4096");
        }
    }

    @Test
    void passes_on_what_it_does_not_know_to_the_digit() throws Exception {
        String chat =
                "{\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[]},{\"role\":\"user\",\"content\":\"\\ud83d\\ude00\"}],"
                        + "\"temperature\":0.70,\"seed\":12345678901234567890,\"top_k\":null,\"stop\":[\"\\u0001\"]}";
        doors.post(Doors.CHAT, "{\"model\":\"support-answer\",\"stream\":false," + chat.substring(1));
        Submission submission = doors.desk.taken(doors.desk.submissions);
        assertThat(submission.route()).isEqualTo("support-answer");
        assertThat(submission.request().chat().toString()).isEqualTo(chat.replace("\\ud83d\\ude00", "😀"));
    }
}
