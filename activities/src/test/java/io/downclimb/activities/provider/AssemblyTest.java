package io.downclimb.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.Usage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** From recorded streams to answers, whatever the network does to the bytes. */
class AssemblyTest {
    private static CallReport.Answered read(Api api, String body) {
        Reception reception = new Reception(Format.of(api).assembler(false, delta -> {}));
        reception.feed(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
        reception.end();
        assertThat(reception.finished()).isTrue();
        return reception.answer();
    }

    @Test
    void aTextOfOpenAi() {
        CallReport.Answered answered = read(Api.OPENAI_CHAT, Recorded.OPENAI_TEXT);
        assertThat(answered.answer()).isEqualTo(Asking.json(Recorded.OPENAI_TEXT_ANSWER));
        assertThat(answered.finishReason()).isEqualTo("stop");
        assertThat(answered.refused()).isFalse();
        assertThat(answered.usage()).isEqualTo(new Usage(14L, 6L));
    }

    @Test
    void callsOfToolsAreMergedByTheirIndex() {
        CallReport.Answered answered = read(Api.OPENAI_CHAT, Recorded.OPENAI_TOOLS);
        assertThat(answered.finishReason()).isEqualTo("tool_calls");
        assertThat(answered.answer().at("/choices/0/message")).isEqualTo(Asking.json("""
                        {'role':'assistant','content':null,'tool_calls':[
                          {'id':'call_1','type':'function','function':{'name':'weather','arguments':'{\\"at\\": 1}'}},
                          {'id':'call_2','type':'function','function':{'name':'tides','arguments':'{}'}}]}"""));
    }

    @Test
    void severalChoicesKeepApart() {
        CallReport.Answered answered = read(Api.OPENAI_CHAT, Recorded.OPENAI_CHOICES);
        assertThat(answered.answer().at("/choices/0/message/content").asText()).isEqualTo("Aye.");
        assertThat(answered.answer().at("/choices/1/message/content").asText()).isEqualTo("Nay.");
        assertThat(answered.answer().at("/choices/1/finish_reason").asText()).isEqualTo("length");
        assertThat(answered.answer().at("/choices/0/logprobs/content")).hasSize(2);
        assertThat(answered.finishReason()).isEqualTo("stop");
    }

    @Test
    void aRefusalOfOpenAiIsOne() {
        CallReport.Answered answered = read(Api.OPENAI_CHAT, """
                data: {"choices":[{"index":0,"delta":{"role":"assistant","refusal":"I can't "}}]}

                data: {"choices":[{"index":0,"delta":{"refusal":"help."}}]}

                data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

                data: [DONE]

                """);
        assertThat(answered.refused()).isTrue();
        assertThat(answered.answer().at("/choices/0/message/refusal").asText()).isEqualTo("I can't help.");
        assertThat(answered.answer().at("/choices/0/message/content").isNull()).isTrue();
    }

    @Test
    void aFunctionCallOfOldIsAssembled() {
        CallReport.Answered answered = read(Api.OPENAI_CHAT, """
                data: {"choices":[{"index":0,"delta":{"function_call":{"name":"f","arguments":""}}}]}

                data: {"choices":[{"index":0,"delta":{"function_call":{"arguments":"{}"}},"finish_reason":"function_call"}]}

                """);
        assertThat(answered.answer().at("/choices/0/message/function_call"))
                .isEqualTo(Asking.json("{'name':'f','arguments':'{}'}"));
    }

    @Test
    void aTextOfAnthropicIsSaidInOpenAisForm() {
        CallReport.Answered answered = read(Api.ANTHROPIC_MESSAGES, Recorded.ANTHROPIC_TEXT);
        assertThat(answered.answer())
                .hasToString(Asking.json(Recorded.ANTHROPIC_TEXT_ANSWER).toString());
        assertThat(answered.usage()).isEqualTo(new Usage(125L, 6L));
        assertThat(answered.refused()).isFalse();
    }

    @Test
    void aToolOfAnthropicIsSaidInOpenAisForm() {
        CallReport.Answered answered = read(Api.ANTHROPIC_MESSAGES, Recorded.ANTHROPIC_TOOL);
        assertThat(answered.finishReason()).isEqualTo("tool_calls");
        assertThat(answered.answer().at("/choices/0/message")).isEqualTo(Asking.json("""
                        {'role':'assistant','content':'Let me look.','tool_calls':[
                          {'id':'toolu_1','type':'function','function':{'name':'weather','arguments':'{\\"at\\": 1}'}}]}"""));
    }

    @Test
    void stopReasonsOfAnthropicHaveOpenAisWords() {
        assertThat(List.of(
                        "end_turn",
                        "stop_sequence",
                        "max_tokens",
                        "model_context_window_exceeded",
                        "pause_turn",
                        "tool_use",
                        "refusal",
                        "something_new",
                        "Some Thing"))
                .extracting(reason -> read(
                                Api.ANTHROPIC_MESSAGES,
                                "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}],\"stop_reason\":\""
                                        + reason + "\"}")
                        .finishReason())
                .containsExactly(
                        "stop",
                        "stop",
                        "length",
                        "length",
                        "length",
                        "tool_calls",
                        "content_filter",
                        "something_new",
                        "unknown");
    }

    @Test
    void anAnswerInOneObjectReadsLikeItsStream() {
        assertThat(read(Api.OPENAI_CHAT, Recorded.OPENAI_TEXT_ANSWER).answer())
                .isEqualTo(Asking.json(Recorded.OPENAI_TEXT_ANSWER));
        String whole = """
                {"id":"msg_1","type":"message","role":"assistant","model":"claude-x",
                "content":[{"type":"text","text":"1345 m \u2013 "},{"type":"text","text":"aye."}],"stop_reason":"end_turn",
                "usage":{"input_tokens":20,"cache_creation_input_tokens":5,"cache_read_input_tokens":100,"output_tokens":6}}""";
        assertThat(read(Api.ANTHROPIC_MESSAGES, whole))
                .isEqualTo(read(Api.ANTHROPIC_MESSAGES, Recorded.ANTHROPIC_TEXT));
    }

    @Test
    void aSkippedChunkOfAToolsArgumentsIsNoticed() {
        Reception reception = new Reception(Format.of(Api.OPENAI_CHAT).assembler(false, delta -> {}));
        String holed = Recorded.OPENAI_TOOLS.replaceFirst("data: (.*)\"at(.*)\n", "data: $1\"at\n");
        assertThat(holed).isNotEqualTo(Recorded.OPENAI_TOOLS);
        reception.feed(ByteBuffer.wrap(holed.getBytes(StandardCharsets.UTF_8)));
        reception.end();
        assertThat(reception.skipped()).isEqualTo(1);
        assertThat(reception.finished()).isFalse();
    }

    @Property(tries = 300)
    void anySplitOfTheBytesGivesTheSameAnswer(
            @ForAll("recordings") Recorded recorded,
            @ForAll("lineEnds") String lineEnd,
            @ForAll("cuts") List<Integer> cuts) {
        byte[] bytes = recorded.body().replace("\n", lineEnd).getBytes(StandardCharsets.UTF_8);
        Reception reception = new Reception(Format.of(recorded.api()).assembler(false, delta -> {}));
        int from = 0;
        int turn = 0;
        boolean content = false;
        while (from < bytes.length) {
            int to = Math.min(bytes.length, from + cuts.get(turn++ % cuts.size()));
            content |= reception.feed(ByteBuffer.wrap(bytes, from, to - from).slice());
            from = to;
        }
        reception.end();
        assertThat(content).isTrue();
        assertThat(reception.finished()).isTrue();
        assertThat(reception.skipped()).isZero();
        assertThat(reception.answer()).isEqualTo(read(recorded.api(), recorded.body()));
    }

    @Provide
    Arbitrary<Recorded> recordings() {
        return Arbitraries.of(Recorded.ALL);
    }

    @Provide
    Arbitrary<String> lineEnds() {
        return Arbitraries.of("\n", "\r\n", "\r");
    }

    @Provide
    Arbitrary<List<Integer>> cuts() {
        return Arbitraries.integers().between(1, 60).list().ofMinSize(1).ofMaxSize(20);
    }
}
