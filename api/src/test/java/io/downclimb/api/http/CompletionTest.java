package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.request.Label;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Answers of the OpenAI door, whole and as events, to the byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompletionTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HEAD = "{\"id\":\"chatcmpl-" + FakeDesk.ID
            + "\",\"object\":\"chat.completion.chunk\",\"created\":1793534400,\"model\":\"claude-test-1\",";
    private static final String LABEL = "\"downclimb\":{\"request_id\":\"" + FakeDesk.ID
            + "\",\"tier\":\"primary\",\"provider\":\"claude\",\"model\":\"claude-test-1\",\"degraded\":false,\"notice\":null,"
            + "\"reasons\":[],\"attempts\":1,\"skipped\":[],\"dropped\":[],\"cost_usd\":0.000125}";

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
    void an_answer_is_a_chat_completion_with_its_label() throws Exception {
        doors.desk.replies(FakeDesk.answered(
                FakeDesk.DEGRADED,
                FakeDesk.answer("Hello.").put("system_fingerprint", "fp_1").put("internal", "kept back")));
        HttpResponse<String> response = doors.post(Doors.CHAT, Doors.OPENAI_BODY);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(response.body())).isEqualTo(JSON.readTree("""
                {"id":"chatcmpl-01J0000000000000000000TEST","object":"chat.completion","created":1793534400,"model":"gpt-test-1",
                "choices":[{"index":0,"message":{"role":"assistant","content":"Hello."},"finish_reason":"stop"}],
                "usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15},"system_fingerprint":"fp_1",
                "downclimb":{"request_id":"01J0000000000000000000TEST","tier":"secondary","provider":"openai","model":"gpt-test-1",
                "degraded":true,"notice":"temporarily using a backup model","reasons":["primary:OVERLOADED"],"attempts":3,
                "skipped":["cache: miss"],"dropped":["top_k"],"cost_usd":null}}"""));
        assertThat(response.headers().map())
                .containsEntry("downclimb-request-id", List.of(FakeDesk.ID))
                .containsEntry("downclimb-tier", List.of("secondary"))
                .containsEntry("downclimb-degraded", List.of("true"))
                .containsEntry("downclimb-attempts", List.of("3"))
                .containsEntry("downclimb-provider", List.of("openai"))
                .containsEntry("downclimb-model", List.of("gpt-test-1"))
                .containsEntry("x-request-id", List.of(FakeDesk.ID))
                .containsEntry("content-type", List.of("application/json"));
    }

    @Test
    void a_canned_text_borrows_no_models_name() throws Exception {
        doors.desk.replies(FakeDesk.answered(
                new Label("canned", null, null, true, null, List.of(), 0, List.of(), List.of(), null),
                FakeDesk.answer("Sorry.")));
        JsonNode body = JSON.readTree(doors.post(Doors.CHAT, Doors.OPENAI_BODY).body());
        assertThat(body.path("model").textValue()).isEqualTo("downclimb/canned");
    }

    @Test
    void a_stream_gives_role_content_finish_and_done() {
        HttpResponse<String> response = stream("");
        assertThat(response.headers().allValues("content-type")).containsExactly("text/event-stream");
        assertThat(response.headers().allValues("downclimb-tier")).containsExactly("primary");
        assertThat(response.body())
                .isEqualTo("data: " + HEAD + choice("{\"role\":\"assistant\",\"content\":\"\"}", "null") + "," + LABEL
                        + "}\n\n"
                        + "data: " + HEAD + choice("{\"content\":\"Hello.\"}", "null") + "}\n\n"
                        + "data: " + HEAD + choice("{}", "\"stop\"") + "}\n\n"
                        + "data: [DONE]\n\n");
    }

    @Test
    void a_stream_gives_usage_where_it_is_asked_for() {
        assertThat(stream(",\"stream_options\":{\"include_usage\":true}").body())
                .isEqualTo("data: " + HEAD + choice("{\"role\":\"assistant\",\"content\":\"\"}", "null")
                        + ",\"usage\":null," + LABEL + "}\n\n"
                        + "data: " + HEAD + choice("{\"content\":\"Hello.\"}", "null") + ",\"usage\":null}\n\n"
                        + "data: " + HEAD + choice("{}", "\"stop\"") + ",\"usage\":null}\n\n"
                        + "data: " + HEAD
                        + "\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3,\"total_tokens\":15}}\n\n"
                        + "data: [DONE]\n\n");
    }

    @Test
    void a_stream_gives_each_tool_call_with_its_index() throws Exception {
        ObjectNode answer = (ObjectNode) JSON.readTree("""
                {"choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[
                {"id":"call_a","type":"function","function":{"name":"find","arguments":"{\\"id\\":1}"}},
                {"id":"call_b","type":"function","function":{"name":"find","arguments":"{\\"id\\":2}"}}]},"finish_reason":"tool_calls"}]}""");
        doors.desk.replies(FakeDesk.answered(FakeDesk.WHOLE, answer));
        assertThat(stream("").body())
                .isEqualTo("data: " + HEAD + choice("{\"role\":\"assistant\",\"content\":null}", "null") + "," + LABEL
                        + "}\n\n"
                        + "data: " + HEAD + choice(call(0, "call_a", 1), "null") + "}\n\n"
                        + "data: " + HEAD + choice(call(1, "call_b", 2), "null") + "}\n\n"
                        + "data: " + HEAD + choice("{}", "\"tool_calls\"") + "}\n\n"
                        + "data: [DONE]\n\n");
    }

    @Test
    void stream_options_without_stream_are_refused() {
        HttpResponse<String> response =
                doors.post(Doors.CHAT, Doors.OPENAI_BODY.replace("{\"model\"", "{\"stream_options\":{},\"model\""));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"param\":\"stream_options\"");
    }

    private HttpResponse<String> stream(String more) {
        HttpResponse<String> response = doors.post(
                Doors.CHAT,
                Doors.OPENAI_BODY.replace("{\"model\"", "{\"stream\":true" + more + ",\"model\""),
                "Accept",
                "text/event-stream");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response;
    }

    private static String choice(String delta, String finishReason) {
        return "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":" + finishReason
                + "}]";
    }

    private static String call(int index, String id, int argument) {
        return "{\"tool_calls\":[{\"index\":" + index + ",\"id\":\"" + id
                + "\",\"type\":\"function\",\"function\":{\"name\":\"find\",\"arguments\":\"{\\\"id\\\":" + argument
                + "}\"}}]}";
    }
}
