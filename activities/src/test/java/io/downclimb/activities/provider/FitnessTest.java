package io.downclimb.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which requests a rung cannot carry. */
class FitnessTest {
    private static final String USER = "{'role':'user','content':'Hi'}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'tools':[{'type':'function'}]                       | anthropic-messages cannot carry tools
            'functions':[{'name':'f'}]                          | anthropic-messages cannot carry functions
            'tool_choice':'required'                            | anthropic-messages cannot carry tool_choice
            'n':2                                               | anthropic-messages cannot carry n above 1
            'response_format':{'type':'json_object'}            | anthropic-messages cannot carry response_format
            'logprobs':true                                     | anthropic-messages cannot carry logprobs
            'modalities':['text','audio']                       | anthropic-messages cannot carry modalities other than text
            'tools':[],'tool_choice':'auto','n':1               |
            'tools':null,'response_format':{'type':'text'}      |
            'modalities':['text'],'logprobs':false,'seed':1     |
            """)
    void parametersThatAnthropicCannotCarryAreNamed(String parameters, String reason) {
        ObjectNode chat = Asking.json("{'messages':[" + USER + "]," + parameters + "}");
        assertThat(Fitness.reason(Api.ANTHROPIC_MESSAGES, null, ChatRequest.ofChat(chat)))
                .isEqualTo(reason);
        assertThat(Fitness.reason(Api.OPENAI_CHAT, null, ChatRequest.ofChat(chat)))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'role':'user','content':[{'type':'text','text':'x'},{'type':'image_url','image_url':{}}]} | anthropic-messages cannot carry images
            {'role':'user','content':[{'type':'input_audio'}]}     | anthropic-messages cannot carry audio
            {'role':'user','content':[{'type':'file'}]}            | anthropic-messages cannot carry files
            {'role':'user','content':[{'type':'hologram'}]}        | anthropic-messages cannot carry parts that are no text
            {'role':'tool','tool_call_id':'c','content':'x'}       | anthropic-messages cannot carry messages of tools
            {'role':'assistant','tool_calls':[{'id':'c'}]}         | anthropic-messages cannot carry calls of tools
            {'role':'system','content':'x'}                        | anthropic-messages needs a message of a user
            {'role':'user','content':[{'type':'text','text':'x'}]} |
            """)
    void messagesThatAnthropicCannotCarryAreNamed(String message, String reason) {
        ObjectNode chat = Asking.json("{'messages':[" + message + "]}");
        assertThat(Fitness.reason(Api.ANTHROPIC_MESSAGES, null, ChatRequest.ofChat(chat)))
                .isEqualTo(reason);
        assertThat(Fitness.reason(Api.OPENAI_CHAT, null, ChatRequest.ofChat(chat)))
                .isNull();
    }

    @Test
    void aWindowThatIsClearlyTooSmallIsNamed() {
        assertThat(reason(1_000, "word ".repeat(2_000))).isEqualTo("window of 1000 tokens is too small for about 2500");
        assertThat(reason(1_000, "word ".repeat(1_200)))
                .as("in doubt it is tried")
                .isNull();
        assertThat(reason(1_000, " \n".repeat(50_000) + "word"))
                .as("white space is cheap")
                .isNull();
        assertThat(reason(1_000, "\u0928\u092e\u0938\u094d\u0924\u0947 ".repeat(800)))
                .as("scripts of three bytes a letter are not counted threefold")
                .isNull();
        assertThat(Fitness.reason(Api.OPENAI_CHAT, null, ChatRequest.ofChat(chat("word ".repeat(2_000)))))
                .isNull();
    }

    @Test
    void textPartsCountAsText() {
        ObjectNode chat = Asking.json("{'messages':[{'role':'user','content':[{'type':'text','text':'12345678'},"
                + "{'type':'image_url','image_url':{'url':'abcdefgh'}}]}]}");
        assertThat(Fitness.tokens(chat)).isEqualTo(2);
    }

    private static @Nullable String reason(long window, String text) {
        return Fitness.reason(Api.OPENAI_CHAT, window, ChatRequest.ofChat(chat(text)));
    }

    private static ObjectNode chat(String text) {
        ObjectNode chat = Json.NODES.objectNode();
        chat.putArray("messages").addObject().put("role", "user").put("content", text);
        return chat;
    }
}
