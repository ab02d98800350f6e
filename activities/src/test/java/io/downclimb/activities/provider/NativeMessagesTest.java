package io.downclimb.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.workflows.policy.PromptVersion.Placement;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller who speaks Anthropic's form, on a rung that does too: nothing is lost either way. */
class NativeMessagesTest {
    private static ObjectNode encode(String body, Call.Prompt prompt) {
        Asking asking = Asking.of(Api.ANTHROPIC_MESSAGES);
        Call call = (prompt == null ? asking : asking.prompt(prompt)).call();
        ObjectNode given = Asking.json(body);
        ObjectNode before = given.deepCopy();
        Format.Outgoing outgoing = AnthropicMessages.FORMAT.encode(Asking.with(call, ChatRequest.ofMessages(given)));
        assertThat(given).as("the caller's body is left as it is").isEqualTo(before);
        assertThat(outgoing.dropped()).isEmpty();
        return outgoing.body();
    }

    private static CallReport.Answered read(String stream, boolean asNative) {
        Reception reception = new Reception(Format.of(Api.ANTHROPIC_MESSAGES).assembler(asNative, delta -> {}));
        reception.feed(ByteBuffer.wrap(stream.getBytes(StandardCharsets.UTF_8)));
        reception.end();
        assertThat(reception.finished()).isTrue();
        return reception.answer();
    }

    @Test
    void theBodyGoesOnAsItCame() {
        String body = """
                'system':[{'type':'text','text':'S','cache_control':{'type':'ephemeral'}}],'messages':[{'role':'user','content':'Hi'}],
                'tools':[{'type':'web_search_20250305','name':'web_search'}],'thinking':{'type':'adaptive'},'top_k':5,'something_new':{'a':[1]}""";
        assertThat(encode("{" + body + ",'max_tokens':9}", null))
                .isEqualTo(Asking.json("{'model':'some-model'," + body + ",'max_tokens':9,'stream':true}"));
        assertThat(encode("{" + body + "}", null))
                .isEqualTo(Asking.json("{'model':'some-model'," + body + ",'max_tokens':512,'stream':true}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `'system':'Mine.',`                                 | BEFORE  | `"Ropes.\\n\\nMine."`
            `'system':'Mine.',`                                 | INSTEAD | `"Ropes."`
            ``                                                  | BEFORE  | `"Ropes."`
            `'system':[{'type':'text','text':'Mine.','cache_control':{'type':'ephemeral'}}],` | BEFORE | `[{"type":"text","text":"Ropes."},{"type":"text","text":"Mine.","cache_control":{"type":"ephemeral"}}]`
            """)
    void aRungsSystemTextIsPutInPlace(String system, Placement placement, String expected) {
        ObjectNode body = encode(
                "{" + system + "'max_tokens':9,'messages':[{'role':'user','content':'Hi'}]}",
                new Call.Prompt("Ropes.", placement));
        assertThat(body.path("system").toString()).isEqualTo(expected);
    }

    @Test
    void theLastQuestionIsWrappedAndResultsOfToolsAreNot() {
        ObjectNode body = encode("""
                {'max_tokens':9,'messages':[{'role':'user','content':'First'},{'role':'assistant','content':'Hm'},
                 {'role':'user','content':[{'type':'tool_result','tool_use_id':'a','content':'x'},
                   {'type':'text','text':'Second','cache_control':{'type':'ephemeral'}}]},
                 {'role':'assistant','content':[{'type':'tool_use','id':'b','name':'f','input':{}}]},
                 {'role':'user','content':[{'type':'tool_result','tool_use_id':'b','content':'y'}]}]}""", new Call.Prompt("--- user ---\nQ: {{message}}\n", Placement.BEFORE));
        assertThat(body.at("/messages/2/content")).hasToString("""
                [{"type":"tool_result","tool_use_id":"a","content":"x"},{"type":"text","text":"Q: "},\
                {"type":"text","text":"Second","cache_control":{"type":"ephemeral"}}]""");
        assertThat(body.at("/messages/0/content").asText()).isEqualTo("First");
        assertThat(body.at("/messages/4/content")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "tool", "all"})
    void theMessageIsKeptAsAnthropicsOwnClientReadsIt(String which) {
        String stream = switch (which) {
            case "text" -> Recorded.ANTHROPIC_TEXT;
            case "tool" -> Recorded.ANTHROPIC_TOOL_ENDED;
            default -> Recorded.ANTHROPIC_ALL;
        };
        ObjectNode expected = Sdk.message(stream);
        JsonNode kept = read(stream, true).answer().path(Api.ANTHROPIC_MESSAGES.key());
        assertThat(kept.path("content")).isEqualTo(expected.path("content"));
        assertThat(kept.path("stop_reason")).isEqualTo(expected.path("stop_reason"));
        assertThat(kept.path("stop_sequence")).isEqualTo(expected.path("stop_sequence"));
        assertThat(kept.at("/usage/output_tokens")).isEqualTo(expected.at("/usage/output_tokens"));
        assertThat(kept.at("/usage/input_tokens")).isEqualTo(expected.at("/usage/input_tokens"));
        assertThat(read(stream, false).answer().has(Api.ANTHROPIC_MESSAGES.key()))
                .isFalse();
    }

    @Test
    void aPausedTurnIsWholeForWhomCanGoOnFromIt() {
        String paused =
                "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}],\"stop_reason\":\"pause_turn\"}";
        assertThat(read(paused, true).finishReason()).isEqualTo("stop");
        assertThat(read(paused, false).finishReason()).isEqualTo("length");
        assertThat(read(paused, true)
                        .answer()
                        .at("/anthropic-messages/stop_reason")
                        .asText())
                .isEqualTo("pause_turn");
    }
}
