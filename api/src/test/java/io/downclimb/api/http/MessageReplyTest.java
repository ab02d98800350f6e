package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.request.Label;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers in Anthropic's words, whole and as events. */
class MessageReplyTest {
    private static final Label CANNED =
            new Label("canned", null, null, true, "sorry", List.of(), 0, List.of(), List.of(), null);

    @Test
    void an_answer_of_another_format_is_said_in_anthropics_words() throws Exception {
        ObjectNode answer = Messages.answer("""
                {"role":"assistant","content":"I look.","tool_calls":[
                {"id":"call_a","type":"function","function":{"name":"find","arguments":"{\\"id\\":1.50}"}},
                {"id":"call_b","type":"function","function":{"name":"now","arguments":""}}]}""", "tool_calls");
        ObjectNode message = reply(answer).json();
        message.remove("downclimb");
        assertThat(Json.strictly(message.toString())).isEqualTo(Json.strictly("""
                {"id":"msg_01J0000000000000000000TEST","type":"message","role":"assistant","model":"gpt-test-1","content":[
                {"type":"text","text":"I look."},
                {"type":"tool_use","id":"call_a","name":"find","input":{"id":1.50}},
                {"type":"tool_use","id":"call_b","name":"now","input":{}}],
                "stop_reason":"tool_use","stop_sequence":null,
                "usage":{"input_tokens":4,"output_tokens":3,"cache_creation_input_tokens":0,"cache_read_input_tokens":8}}"""));
    }

    @Test
    void an_anthropic_providers_message_leaves_as_it_came() {
        ObjectNode answer = Messages.answer(Messages.NATIVE);
        JsonNode message = reply(answer).json();
        JsonNode came = answer.path("anthropic-messages");
        assertThat(message.path("content")).isEqualTo(came.path("content"));
        assertThat(message.path("stop_reason").textValue()).isEqualTo("stop_sequence");
        assertThat(message.path("stop_sequence").textValue()).isEqualTo("END");
        assertThat(message.path("usage")).isEqualTo(Json.read("""
                {"input_tokens":20,"output_tokens":9,"cache_creation_input_tokens":2,"cache_read_input_tokens":5,
                "service_tier":"standard"}"""));
    }

    @Test
    void a_canned_text_is_no_models_and_counts_nothing() {
        JsonNode message = MessageReply.of(
                        FakeDesk.answered(CANNED, null),
                        Messages.answer(
                                "{\"choices\":[{\"message\":{\"content\":\"Sorry.\"},\"finish_reason\":\"stop\"}]}"))
                .json();
        assertThat(message.path("model").textValue()).isEqualTo("downclimb/canned");
        assertThat(message.at("/content/0/text").textValue()).isEqualTo("Sorry.");
        assertThat(message.path("stop_reason").textValue()).isEqualTo("end_turn");
        assertThat(message.at("/usage/input_tokens").intValue()).isZero();
        assertThat(message.at("/downclimb/notice").textValue()).isEqualTo("sorry");
    }

    @ParameterizedTest
    @CsvSource({
        "stop, end_turn",
        "length, max_tokens",
        "tool_calls, tool_use",
        "content_filter, refusal",
        "something_new, something_new"
    })
    void finish_reasons_become_stop_reasons(String finishReason, String stopReason) {
        JsonNode message =
                reply(Messages.answer("{\"content\":\"Hi\"}", finishReason)).json();
        assertThat(message.path("stop_reason").textValue()).isEqualTo(stopReason);
    }

    @Test
    void a_call_that_was_asked_for_by_name_is_a_tool_use() {
        ObjectNode answer = Messages.answer(
                "{\"content\":null,\"tool_calls\":[{\"function\":{\"name\":\"find\",\"arguments\":\"{}\"}}]}", "stop");
        JsonNode message = reply(answer).json();
        assertThat(message.path("stop_reason").textValue()).isEqualTo("tool_use");
        assertThat(message.path("content")).hasSize(1);
        assertThat(message.at("/content/0/id").textValue()).isEqualTo("toolu_" + FakeDesk.ID + "_0");
    }

    @Test
    void a_refusal_leaves_as_one() {
        JsonNode message = reply(Messages.answer("{\"content\":null,\"refusal\":\"I cannot.\"}", "stop"))
                .json();
        assertThat(message.path("stop_reason").textValue()).isEqualTo("refusal");
        assertThat(message.at("/content/0/text").textValue()).isEqualTo("I cannot.");
    }

    @ParameterizedTest
    @CsvSource({"'{\"id\":'", "'[1]'", "'{} {}'", "'NaN'", "'\"text\"'"})
    void arguments_that_are_no_object_are_wrapped_and_not_lost(String arguments) throws Exception {
        ObjectNode answer = Messages.answer(
                "{\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"f\"}}]}", "length");
        ((ObjectNode) answer.at("/choices/0/message/tool_calls/0/function")).put("arguments", arguments);
        JsonNode whole = reply(answer).json();
        assertThat(whole.at("/content/0/input")).isEqualTo(Json.object().put("INVALID_JSON", arguments));
        assertThat(Messages.accumulated(events(answer)).path("content")).isEqualTo(whole.path("content"));
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("native", Messages.answer(Messages.NATIVE)),
                Arguments.of("text", Messages.answer("{\"content\":\"Hello.\"}", "stop")),
                Arguments.of("nothing", Messages.answer("{\"content\":\"\"}", "stop")),
                Arguments.of("long", Messages.answer("{\"content\":\"" + "ä🙂\\n\\\"x".repeat(5000) + "\"}", "stop")),
                Arguments.of(
                        "parts",
                        Messages.answer("{\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"text\":\"b\"}]}", "stop")),
                Arguments.of(
                        "calls",
                        Messages.answer(
                                "{\"content\":\"I look.\",\"tool_calls\":[{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":"
                                        + "\"{\\\"text\\\":\\\"" + "y".repeat(9000)
                                        + "\\\"}\"}},{\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]}",
                                "tool_calls")),
                Arguments.of("refusal", Messages.answer("{\"content\":null,\"refusal\":\"No.\"}", "stop")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void the_client_puts_together_from_the_events_what_the_whole_reply_says(String name, ObjectNode answer)
            throws Exception {
        ObjectNode before = answer.deepCopy();
        JsonNode put = Messages.accumulated(events(answer));
        assertThat(put).isEqualTo(Json.read(new String(Json.bytes(reply(answer).json()), StandardCharsets.UTF_8)));
        assertThat(answer).isEqualTo(before);
    }

    @Test
    void events_are_small_and_made_when_asked_for() {
        Iterator<byte[]> events = MessageStream.of(
                reply(Messages.answer("{\"content\":\"" + "🙂\\u0001\\\"é€".repeat(20_000) + "\"}", "stop")));
        int count = 0;
        while (events.hasNext()) {
            assertThat(events.next().length).isLessThan(Slices.LIMIT + 400);
            count++;
        }
        assertThat(count).isGreaterThan(80);
        assertThat(events.hasNext()).isFalse();
    }

    @Test
    void events_come_in_anthropics_order_with_the_label_first_and_last() {
        List<JsonNode> events = events(Messages.answer("{\"content\":\"Hello.\"}", "stop"));
        assertThat(events)
                .extracting(event -> event.path("type").textValue())
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(events.getFirst().at("/message/usage/input_tokens").intValue())
                .isEqualTo(4);
        assertThat(events.getFirst().at("/message/downclimb/tier").textValue()).isEqualTo("secondary");
        assertThat(events.get(4).at("/downclimb/tier").textValue()).isEqualTo("secondary");
        assertThat(events.get(4).at("/usage/output_tokens").intValue()).isEqualTo(3);
    }

    private static MessageReply reply(ObjectNode answer) {
        return MessageReply.of(FakeDesk.answered(FakeDesk.DEGRADED, answer), answer);
    }

    private static List<JsonNode> events(ObjectNode answer) {
        return Messages.data(
                AnthropicDialect.DIALECT.events(FakeDesk.answered(FakeDesk.DEGRADED, answer), answer, true));
    }
}
