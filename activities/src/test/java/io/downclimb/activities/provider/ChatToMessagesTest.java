package io.downclimb.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request in the chat form becomes for Anthropic. */
class ChatToMessagesTest {
    private static final String MODEL = "claude-sonnet-4-5";
    private static final String HI = "{'role':'user','content':'Hi'}";

    private static Format.Outgoing encode(String model, String chat) {
        Asking asking = Asking.of(Api.ANTHROPIC_MESSAGES).model(model).chat(chat);
        assertThat(Fitness.reason(Api.ANTHROPIC_MESSAGES, null, ChatRequest.ofChat(asking.chat())))
                .isNull();
        Format.Outgoing outgoing = Format.of(Api.ANTHROPIC_MESSAGES).encode(asking.call());
        Sdk.checkMessages(outgoing.body());
        return outgoing;
    }

    @Test
    void aRoundOfToolsIsCarried() {
        Format.Outgoing outgoing = encode(MODEL, """
                {'messages':[
                  {'role':'user','content':'Weather and tides?'},
                  {'role':'assistant','content':'Let me look.','tool_calls':[
                    {'id':'call_1','type':'function','function':{'name':'weather','arguments':'{\\"at\\": 1}'}},
                    {'id':'functions.tides:1','type':'function','function':{'name':'tides','arguments':''}}]},
                  {'role':'user','content':'Quick!'},
                  {'role':'tool','tool_call_id':'call_1','content':'Rain.'},
                  {'role':'tool','tool_call_id':'functions.tides:1','content':[{'type':'text','text':'High'},{'type':'text','text':'at six'}]}],
                 'tools':[{'type':'function','function':{'name':'weather','description':'Looks out','strict':true,
                   'parameters':{'type':'object','properties':{'at':{'type':'integer','minimum':0}},'required':['at']}}},
                  {'type':'function','function':{'name':'tides'}}],
                 'tool_choice':'required','parallel_tool_calls':false}""");
        assertThat(outgoing.body()).hasToString(Asking.json("""
                        {'model':'claude-sonnet-4-5','max_tokens':512,'messages':[
                          {'role':'user','content':'Weather and tides?'},
                          {'role':'assistant','content':[{'type':'text','text':'Let me look.'},
                            {'type':'tool_use','id':'call_1','name':'weather','input':{'at':1}},
                            {'type':'tool_use','id':'functions_tides_1','name':'tides','input':{}}]},
                          {'role':'user','content':[
                            {'type':'tool_result','tool_use_id':'call_1','content':'Rain.'},
                            {'type':'tool_result','tool_use_id':'functions_tides_1','content':[
                              {'type':'text','text':'High'},{'type':'text','text':'at six'}]},
                            {'type':'text','text':'Quick!'}]}],
                         'tools':[{'name':'weather','description':'Looks out','input_schema':
                           {'type':'object','properties':{'at':{'type':'integer','description':'{minimum: 0}'}},'required':['at'],'additionalProperties':false},
                           'strict':true},
                          {'name':'tides','input_schema':{'type':'object'}}],
                         'tool_choice':{'type':'any','disable_parallel_tool_use':true},'stream':true}""").toString());
        assertThat(outgoing.dropped()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'tool_choice':'auto'                                         | {"type":"auto"}
            'tool_choice':'none','parallel_tool_calls':false             | {"type":"none"}
            'tool_choice':{'type':'function','function':{'name':'f'}}    | {"type":"tool","name":"f"}
            'parallel_tool_calls':false                                  | {"type":"auto","disable_parallel_tool_use":true}
            'parallel_tool_calls':true                                   | ``
            """)
    void choicesOfToolsAreTranslated(String parameters, String choice) {
        Format.Outgoing outgoing = encode(MODEL, """
                {'messages':[%s],'tools':[{'type':'function','function':{'name':'f'}}],%s}""".formatted(HI, parameters));
        assertThat(outgoing.body().path("tool_choice").toString()).isEqualTo(choice);
        assertThat(outgoing.dropped()).isEmpty();
    }

    @Test
    void toolsOfThePastAreDeclaredAndMayNotBeChosen() {
        Format.Outgoing outgoing = encode(MODEL, """
                {'messages':[%s,{'role':'assistant','tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':'{}'}}]},
                 {'role':'tool','tool_call_id':'c','content':'x'}]}""".formatted(HI));
        assertThat(outgoing.body().path("tools"))
                .hasToString("[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}}]");
        assertThat(outgoing.body().at("/tool_choice/type").asText()).isEqualTo("none");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'type':'image_url','image_url':{'url':'https://x.org/a.png'}}              | {"type":"image","source":{"type":"url","url":"https://x.org/a.png"}}
            {'type':'image_url','image_url':{'url':'data:image/jpg;base64,QUJD'}}       | {"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"QUJD"}}
            {'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,QUJD'}} | {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"QUJD"},"title":"a.pdf"}
            {'type':'file','file':{'filename':'a.PDF','file_data':'QUJD'}}              | {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"QUJD"},"title":"a.PDF"}
            {'type':'file','file':{'file_data':'data:text/plain;charset=utf-8;base64,QUJD'}} | {"type":"document","source":{"type":"text","media_type":"text/plain","data":"ABC"}}
            """)
    void imagesAndFilesAreTranslated(String part, String block) {
        Format.Outgoing outgoing = encode(MODEL, """
                {'messages':[{'role':'user','content':[{'type':'text','text':'See:'},%s]}]}""".formatted(part));
        assertThat(outgoing.body().at("/messages/0/content/1").toString()).isEqualTo(block);
        assertThat(outgoing.dropped()).isEmpty();
    }

    @Test
    void anAnswerByASchemaIsAskedForInThePartOfTheLanguageThatIsEnforced() {
        Format.Outgoing outgoing = encode(MODEL, """
                {'messages':[%s],'response_format':{'type':'json_schema','json_schema':{'name':'a','schema':
                  {'type':'object','properties':{'n':{'description':'A number','type':'integer','maximum':9,'minimum':1},
                   'l':{'type':'array','items':{'type':'object','properties':{'s':{'type':'string','format':'email','maxLength':3}}}},
                   'o':{'oneOf':[{'type':'string'},{'type':'null'}]}}}}}}""".formatted(HI));
        assertThat(outgoing.body().path("output_config")).isEqualTo(Asking.json("""
                        {'format':{'type':'json_schema','schema':{'type':'object','properties':{
                          'n':{'description':'A number\\n\\n{maximum: 9, minimum: 1}','type':'integer'},
                          'l':{'type':'array','items':{'type':'object','properties':{'s':{'type':'string','format':'email','description':'{maxLength: 3}'}},
                            'additionalProperties':false}},
                          'o':{'anyOf':[{'type':'string'},{'type':'null'}]}},'additionalProperties':false}}}"""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            claude-sonnet-4-20250514 | 'temperature':0.2,'top_p':0.5      | {"temperature":0.2,"top_p":0.5} | ``
            claude-sonnet-4-5        | 'temperature':0.2,'top_p':0.5      | {"temperature":0.2}             | top_p
            claude-sonnet-4-5        | 'temperature':0.2,'top_p':1        | {"temperature":0.2}             | ``
            claude-sonnet-4-5        | 'top_p':0.5                        | {"top_p":0.5}                   | ``
            claude-opus-5-5          | 'temperature':0.2,'top_p':0.5      | {}                              | temperature,top_p
            claude-opus-5-5          | 'temperature':1,'top_p':1.0        | {}                              | ``
            claude-opus-5-5          | 'reasoning_effort':'medium'        | {"output_config":{"effort":"medium"}} | ``
            claude-opus-5-5          | 'reasoning_effort':'xhigh'         | {"output_config":{"effort":"high"}}   | reasoning_effort
            claude-opus-5-5          | 'reasoning_effort':'none'          | {}                              | reasoning_effort
            claude-haiku-4-5         | 'reasoning_effort':'low'           | {}                              | reasoning_effort
            claude-haiku-4-5         | 'modalities':['text'],'verbosity':'low','metadata':{'a':'b'},'tool_choice':'auto' | {} | verbosity,metadata
            """)
    void whatAModelRefusesIsDroppedAndReported(String model, String parameters, String written, String dropped) {
        Format.Outgoing outgoing = encode(model, "{'messages':[" + HI + "]," + parameters + "}");
        var rest = outgoing.body().deepCopy();
        rest.remove(java.util.List.of("model", "max_tokens", "messages", "stream"));
        assertThat(rest).hasToString(written);
        assertThat(String.join(",", outgoing.dropped())).isEqualTo(dropped);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            claude-3-5-sonnet-20241022, true, 305
            claude-3-opus-20240229, true, 300
            claude-2.1, true, 201
            claude-instant-1.2, true, 102
            claude-sonnet-4-20250514, true, 400
            claude-opus-4-1-20250805, true, 401
            claude-haiku-4-5@20251001, true, 405
            anthropic.claude-opus-4-7-v1:0, true, 407
            claude-fable-5, true, 500
            claude-mythos-preview, true, 2147483647
            kimi-k2, false, 2147483647
            """)
    void aModelsVersionIsReadFromItsName(String name, boolean claude, int version) {
        assertThat(AnthropicModel.of(name)).isEqualTo(new AnthropicModel(claude, version));
    }
}
