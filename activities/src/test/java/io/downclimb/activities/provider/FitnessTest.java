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
            'tools':[{'type':'custom'}]                         | anthropic-messages cannot carry tools that are no functions
            'functions':[{'name':'f'}]                          | anthropic-messages cannot carry functions
            'tool_choice':'required'                            | anthropic-messages cannot carry a tool_choice without tools
            'tools':[{'type':'function'}],'tool_choice':{'type':'allowed_tools'} | anthropic-messages cannot carry this tool_choice
            'function_call':{'name':'f'}                        | anthropic-messages cannot carry function_call
            'n':2                                               | anthropic-messages cannot carry n above 1
            'response_format':{'type':'json_object'}            | anthropic-messages cannot carry response_format json_object
            'response_format':{'type':'json_schema','json_schema':{'schema':{'type':'object'}}} | anthropic-messages cannot carry a response_format with objects of any keys
            'response_format':{'type':'json_schema','json_schema':{}} | anthropic-messages cannot carry a response_format without a schema
            'response_format':{'type':'json_schema','json_schema':{'schema':{'type':'object','properties':{'a':{'type':'object','additionalProperties':{}}}}}} | anthropic-messages cannot carry a response_format with objects of any keys
            'response_format':{'type':'json_schema','json_schema':{'schema':{'type':'object','properties':{'a':{'type':'string'}}}}} |
            'response_format':{'type':'grammar'}                | anthropic-messages cannot carry this response_format
            'audio':{'voice':'alloy'}                           | anthropic-messages cannot carry audio
            'web_search_options':{}                             | anthropic-messages cannot carry web_search_options
            'tools':[{'type':'function'}],'tool_choice':'required' |
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
            {'role':'user','content':[{'type':'image_url','image_url':{'url':'file:///x'}}]} | anthropic-messages cannot carry images that are neither a web address nor base64 data
            {'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/svg+xml;base64,QQ=='}}]} | anthropic-messages cannot carry images that are not JPEG, PNG, GIF or WebP
            {'role':'assistant','content':[{'type':'image_url','image_url':{'url':'https://x.org/a.png'}}]} | anthropic-messages cannot carry images or files in messages of this role
            {'role':'user','content':[{'type':'image_url','image_url':{'url':'https://x.org/a.png'}}]} |
            {'role':'user','content':[{'type':'file','file':{'file_id':'f'}}]} | anthropic-messages cannot carry files that are stored elsewhere
            {'role':'user','content':[{'type':'file','file':{'file_data':'data:audio/mp3;base64,QQ=='}}]} | anthropic-messages cannot carry files that are neither PDF nor plain text
            {'role':'user','content':[{'type':'input_audio'}]}     | anthropic-messages cannot carry audio
            {'role':'user','content':[{'type':'hologram'}]}        | anthropic-messages cannot carry parts that are no text
            {'role':'tool','tool_call_id':'c','content':'x'}       |
            {'role':'function','name':'f','content':'x'}           | anthropic-messages cannot carry messages of functions
            {'role':'assistant','tool_calls':[{'id':'c'}]}         |
            {'role':'assistant','tool_calls':[{'id':'c','type':'custom'}]} | anthropic-messages cannot carry calls of tools that are no functions
            {'role':'assistant','tool_calls':[{'id':'c','function':{'arguments':'[1'}}]} | anthropic-messages cannot carry calls of tools whose arguments are no JSON object
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

    @Test
    void toolsAndTheirCallsCountAsText() {
        ObjectNode chat = Asking.json("""
                {'messages':[{'role':'assistant','tool_calls':[{'function':{'name':'12345678','arguments':'1234'}}]},
                  {'role':'tool','content':'1234'}],
                 'tools':[{'type':'function','function':{'name':'1234','description':'12345678','parameters':{'abc':1}}}]}""");
        assertThat(Fitness.tokens(chat)).isEqualTo(2 + 1 + 1 + 1 + 2 + 2);
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
