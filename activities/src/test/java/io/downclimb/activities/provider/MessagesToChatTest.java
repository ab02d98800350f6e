package io.downclimb.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request in Anthropic's form becomes in the chat form. */
class MessagesToChatTest {
    private static final String HI = "{'role':'user','content':'Hi'}";

    private static ChatRequest read(String body) {
        ChatRequest request = ChatRequest.ofMessages(Asking.json(body));
        if (request.foreign() == null) {
            ObjectNode sent = request.chat().deepCopy();
            sent.put("model", "gpt-4o");
            Sdk.checkChat(sent);
        }
        return request;
    }

    @Test
    void aConversationWithToolsIsSaidInTheChatForm() {
        ChatRequest request = read("""
                {'system':[{'type':'text','text':'Be brief.','cache_control':{'type':'ephemeral'}},{'type':'text','text':'Be kind.'}],
                 'max_tokens':9,'temperature':0.4,'top_p':0.9,'top_k':5,'stop_sequences':['a','b','c','d','e'],
                 'metadata':{'user_id':'u1'},'thinking':{'type':'enabled','budget_tokens':1024},'service_tier':'auto',
                 'messages':[
                  {'role':'user','content':'Weather?'},
                  {'role':'assistant','content':[{'type':'thinking','thinking':'Hm','signature':'s'},{'type':'text','text':'Let me '},
                    {'type':'text','text':'look.'},{'type':'tool_use','id':'toolu_1','name':'weather','input':{'at':1}}]},
                  {'role':'user','content':[{'type':'text','text':'Quick!'},
                    {'type':'tool_result','tool_use_id':'toolu_1','is_error':true,'content':[{'type':'text','text':'Rain.'},
                      {'type':'image','source':{'type':'base64','media_type':'image/png','data':'QUJD'}}]}]},
                  {'role':'assistant','content':[{'type':'tool_use','id':'toolu_2','name':'weather','input':{}}]},
                  {'role':'user','content':[{'type':'tool_result','tool_use_id':'toolu_2','content':'Sun.'}]}],
                 'tools':[{'name':'weather','description':'Looks out','input_schema':{'type':'object','properties':{}},'cache_control':{'type':'ephemeral'},
                   'strict':true,'input_examples':[{}]}],
                 'tool_choice':{'type':'any','disable_parallel_tool_use':true}}""");
        assertThat(request.chat()).isEqualTo(Asking.json("""
                        {'messages':[
                          {'role':'system','content':'Be brief.\\n\\nBe kind.'},
                          {'role':'user','content':'Weather?'},
                          {'role':'assistant','content':'Let me look.','tool_calls':[
                            {'id':'toolu_1','type':'function','function':{'name':'weather','arguments':'{\\"at\\":1}'}}]},
                          {'role':'tool','tool_call_id':'toolu_1','content':'Rain.'},
                          {'role':'user','content':[{'type':'text','text':'Quick!'},
                            {'type':'image_url','image_url':{'url':'data:image/png;base64,QUJD'}}]},
                          {'role':'assistant','content':null,'tool_calls':[
                            {'id':'toolu_2','type':'function','function':{'name':'weather','arguments':'{}'}}]},
                          {'role':'tool','tool_call_id':'toolu_2','content':'Sun.'}],
                         'max_completion_tokens':9,'temperature':0.4,'top_p':0.9,'stop':['a','b','c','d'],'user':'u1',
                         'tools':[{'type':'function','function':{'name':'weather','description':'Looks out',
                           'parameters':{'type':'object','properties':{}}}}],
                         'tool_choice':'required','parallel_tool_calls':false}"""));
        assertThat(request.dropped())
                .containsExactly(
                        "cache_control",
                        "messages.thinking",
                        "messages.is_error",
                        "top_k",
                        "stop_sequences",
                        "thinking",
                        "tools.strict",
                        "tools.input_examples");
        assertThat(request.foreign()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'type':'image','source':{'type':'url','url':'https://x.org/a.png'}} | {"type":"image_url","image_url":{"url":"https://x.org/a.png"}}
            {'type':'document','title':'a.pdf','source':{'type':'base64','media_type':'application/pdf','data':'QUJD'}} | {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,QUJD"}}
            {'type':'document','source':{'type':'text','media_type':'text/plain','data':'ABC'}} | {"type":"text","text":"ABC"}
            {'type':'document','source':{'type':'content','content':[{'type':'text','text':'ABC'}]}} | {"type":"text","text":"ABC"}
            """)
    void imagesAndDocumentsAreTranslated(String block, String part) {
        ChatRequest request = read("""
                {'max_tokens':9,'messages':[{'role':'user','content':[{'type':'text','text':'See:'},%s]}]}""".formatted(block));
        assertThat(request.chat().at("/messages/0/content/1").toString()).isEqualTo(part);
        assertThat(request.dropped()).isEmpty();
        assertThat(request.foreign()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'tools':[{'name':'f'}],'tool_choice':{'type':'auto'}             | tool_choice     | "auto"     | ``
            'tools':[{'name':'f','type':'custom'}],'tool_choice':{'type':'none'} | tool_choice | "none"     | ``
            'tools':[{'name':'f'}],'tool_choice':{'type':'tool','name':'f'}  | tool_choice     | {"type":"function","function":{"name":"f"}} | ``
            'tool_choice':{'type':'auto'}                                    | tool_choice     | ``         | tool_choice
            'metadata':{'user_id':'0123456789012345678901234567890123456789012345678901234567890123456789'} | user | `` | metadata.user_id
            'container':'c','context_management':{},'inference_geo':'us','something_new':1 | user | ``      | container,context_management,inference_geo,something_new
            'cache_control':{'type':'ephemeral'},'service_tier':'standard_only' | user         | ``         | cache_control,service_tier
            'thinking':{'type':'disabled'},'top_k':null,'mcp_servers':[]     | user            | ``         | ``
            'output_config':{'effort':'low'}                                 | response_format | ``         | output_config.effort
            'output_config':{'format':{'type':'json_schema','schema':{'type':'object','properties':{'a':{'type':'string'}},'required':['a'],'additionalProperties':false}}} | response_format | {"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}}} | ``
            'output_format':{'type':'json_schema','schema':{'type':'object','properties':{'a':{}}}} | response_format | {"type":"json_schema","json_schema":{"name":"answer","strict":false,"schema":{"type":"object","properties":{"a":{}}}}} | ``
            """)
    void parametersAreTranslatedOrReported(String parameters, String field, String expected, String dropped) {
        ChatRequest request = read("{'max_tokens':9,'messages':[" + HI + "]," + parameters + "}");
        assertThat(request.chat().path(field).toString()).isEqualTo(expected);
        assertThat(String.join(",", request.dropped())).isEqualTo(dropped);
        assertThat(request.foreign()).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'tools':[{'type':'web_search_20250305','name':'web_search'}]  | tools of Anthropic's own
            'mcp_servers':[{'type':'url'}]                                | MCP servers
            'output_config':{'format':{'type':'grammar'}}                 | this output_config.format
            'messages':[{'role':'user','content':[{'type':'search_result'}]}]                              | search results
            'messages':[{'role':'user','content':[{'type':'container_upload'}]}]                           | blocks that only Anthropic knows
            'messages':[{'role':'user','content':[{'type':'image','source':{'type':'file','file_id':'f'}}]}] | images that are stored with Anthropic
            'messages':[{'role':'user','content':[{'type':'document','source':{'type':'url','url':'u'}}]}] | documents by their address
            'messages':[{'role':'assistant','content':[{'type':'server_tool_use'}]}]                       | blocks that only Anthropic knows
            """)
    void whatNoOtherFormatKnowsExcludesThem(String parameters, String what) {
        ChatRequest request = read("{'max_tokens':9," + parameters + "}");
        assertThat(Fitness.reason(Api.OPENAI_CHAT, null, request)).isEqualTo("openai-chat cannot carry " + what);
        assertThat(Fitness.reason(Api.GEMINI, null, request)).isEqualTo("gemini cannot carry " + what);
        assertThat(Fitness.reason(Api.ANTHROPIC_MESSAGES, null, request)).isNull();
    }

    @Test
    void whatWasDroppedOnTheWayIsReportedByOtherFormatsAlone() {
        ChatRequest request = read("{'max_tokens':9,'top_k':5,'messages':[" + HI + "]}");
        Call asked = Asking.of(Api.OPENAI_CHAT).call();
        assertThat(OpenAiChat.FORMAT.encode(Asking.with(asked, request)).dropped())
                .containsExactly("top_k");
        assertThat(AnthropicMessages.FORMAT.encode(Asking.with(asked, request)).dropped())
                .isEmpty();
    }

    @Test
    void aStoredRequestIsReadAsItWas() {
        ChatRequest request = read("{'max_tokens':9,'messages':[" + HI + "]}");
        assertThat(ChatRequest.read(request.stored())).isEqualTo(request);
    }

    @Test
    void aRoundTripThroughAnthropicsFormKeepsTheQuestion() {
        ObjectNode chat = Asking.json("""
                {'messages':[{'role':'system','content':'Be brief.'},
                  {'role':'user','content':[{'type':'text','text':'See:'},{'type':'image_url','image_url':{'url':'https://x.org/a.png'}},
                    {'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,QUJD'}}]},
                  {'role':'assistant','content':'Hm.','tool_calls':[
                    {'id':'c1','type':'function','function':{'name':'f','arguments':'{\\"a\\":1}'}},
                    {'id':'c2','type':'function','function':{'name':'f','arguments':'{}'}}]},
                  {'role':'tool','tool_call_id':'c1','content':'x'},{'role':'tool','tool_call_id':'c2','content':'y'},
                  {'role':'user','content':'Well?'}],
                 'max_completion_tokens':9,'temperature':0.5,'stop':['z'],'user':'u',
                 'tools':[{'type':'function','function':{'name':'f','parameters':{'type':'object','properties':{}}}}],
                 'tool_choice':{'type':'function','function':{'name':'f'}},'parallel_tool_calls':false}""");
        ObjectNode messages = Format.of(Api.ANTHROPIC_MESSAGES)
                .encode(Asking.of(Api.ANTHROPIC_MESSAGES).chat(chat.toString()).call())
                .body();
        assertThat(ChatRequest.ofMessages(Asking.json(messages.toString())).chat())
                .isEqualTo(chat);
    }
}
