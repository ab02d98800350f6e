package io.downclimb.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.policy.PromptVersion.Placement;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests in Gemini's form, and answers out of it. */
class GeminiTest {
    private static Format.Outgoing encode(String model, String chat) {
        return Gemini.FORMAT.encode(
                Asking.of(Api.GEMINI).model(model).chat(chat).call());
    }

    private static ObjectNode body(String chat) {
        return encode("gemini-3-flash", chat).body();
    }

    private static Reception reception(String body, List<Delta> flow) {
        Reception reception = new Reception(Gemini.FORMAT.assembler(false, flow::add));
        reception.feed(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
        reception.end();
        return reception;
    }

    private static CallReport.Answered read(String body) {
        Reception reception = reception(body, new ArrayList<>());
        assertThat(reception.finished()).isTrue();
        return reception.answer();
    }

    @Test
    void theModelIsInThePathAndTheKeyInItsHeader() {
        Format.Outgoing outgoing = encode("models/gemini-3 x", "{'messages':[{'role':'user','content':'Hi'}]}");
        assertThat(outgoing.uri())
                .hasToString("http://127.0.0.1:1/v1beta/models/gemini-3%20x:streamGenerateContent?alt=sse");
        assertThat(outgoing.key()).isEqualTo(new Format.Key("x-goog-api-key", Asking.KEY));
        assertThat(outgoing.body()).isEqualTo(Asking.json("{'contents':[{'role':'user','parts':[{'text':'Hi'}]}]}"));
        assertThat(outgoing.dropped()).isEmpty();
    }

    @Test
    void theConversationBecomesTurnsThatAlternate() {
        Format.Outgoing outgoing = encode("gemini-3-flash", """
                {'messages':[
                  {'role':'system','content':'Be brief.'},
                  {'role':'user','content':'Hi','name':'ann'},
                  {'role':'user','content':[{'type':'text','text':'there'},{'type':'text','text':''}]},
                  {'role':'assistant','content':''},
                  {'role':'assistant','content':'Hello.'},
                  {'role':'developer','content':'Be kind.'},
                  {'role':'user','content':'Bye'}]}""");
        assertThat(outgoing.body()).isEqualTo(Asking.json("""
                        {'systemInstruction':{'parts':[{'text':'Be brief.'},{'text':'Be kind.'}]},'contents':[
                          {'role':'user','parts':[{'text':'Hi'},{'text':'there'}]},
                          {'role':'model','parts':[{'text':'Hello.'}]},
                          {'role':'user','parts':[{'text':'Bye'}]}]}"""));
        assertThat(outgoing.dropped()).containsExactly("messages.name");
    }

    private static final String TOOL_TURNS = """
            {'messages':[
              {'role':'user','content':'Weather?'},
              {'role':'assistant','content':null,'tool_calls':[
                {'id':'c1','type':'function','function':{'name':'weather','arguments':'{\\"at\\":1}'}%s},
                {'id':'c2','type':'function','function':{'name':'tides','arguments':''}}]},
              {'role':'tool','tool_call_id':'c2','content':'{\\"high\\":2}'},
              {'role':'tool','tool_call_id':'c1','content':[{'type':'text','text':'rain'}]}]}""";

    @Test
    void callsAndResultsOfToolsFindEachOther() {
        ObjectNode body = body(TOOL_TURNS.formatted(",'extra_content':{'google':{'thought_signature':'c2ln'}}"));
        assertThat(body.path("contents")).isEqualTo(Asking.json("""
                        {'is':[
                          {'role':'user','parts':[{'text':'Weather?'}]},
                          {'role':'model','parts':[
                            {'functionCall':{'id':'c1','name':'weather','args':{'at':1}},'thoughtSignature':'c2ln'},
                            {'functionCall':{'id':'c2','name':'tides','args':{}}}]},
                          {'role':'user','parts':[
                            {'functionResponse':{'id':'c2','name':'tides','response':{'high':2}}},
                            {'functionResponse':{'id':'c1','name':'weather','response':{'output':'rain'}}}]}]}""").path("is"));
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-3-flash, skip_thought_signature_validator",
        "gemini-3.8-pro, skip_thought_signature_validator",
        "gemini-2.5-flash, ''",
        "some-model, ''"
    })
    void callsThatAnotherModelMadeAreMarkedWhereTheModelLooks(String model, String signature) {
        ObjectNode body = encode(model, TOOL_TURNS.formatted("")).body();
        assertThat(body.at("/contents/1/parts/0/thoughtSignature").asText()).isEqualTo(signature);
        assertThat(body.at("/contents/1/parts/1/thoughtSignature").isMissingNode())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'auto'     | {"mode":"AUTO"}  | [f, g]
            'none'     | {"mode":"NONE"}  | [f, g]
            'required' | {"mode":"ANY"}   | [f, g]
            null       |                  | [f, g]
            {'type':'function','function':{'name':'g'}} | {"mode":"ANY","allowedFunctionNames":["g"]} | [f, g]
            {'type':'allowed_tools','allowed_tools':{'mode':'required','tools':[{'type':'function','function':{'name':'f'}}]}} | {"mode":"ANY","allowedFunctionNames":["f"]} | [f, g]
            {'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function','function':{'name':'f'}}]}} | {"mode":"AUTO"} | [f]
            """)
    void theChoiceOfToolsIsKept(String choice, String calling, String declared) {
        Format.Outgoing outgoing = encode("gemini-3-flash", """
                {'messages':[{'role':'user','content':'Hi'}],'tools':[
                  {'type':'function','function':{'name':'f','description':'F.','strict':true,'parameters':{'type':'object','$defs':{}}}},
                  {'type':'function','function':{'name':'g'}}],'parallel_tool_calls':true,'tool_choice':%s}""".formatted(choice));
        assertThat(outgoing.body().at("/toolConfig/functionCallingConfig").toString())
                .isEqualTo(calling == null ? "" : calling);
        var declarations = outgoing.body().at("/tools/0/functionDeclarations");
        assertThat(declarations.findValuesAsText("name").toString()).isEqualTo(declared);
        assertThat(declarations.path(0))
                .isEqualTo(Asking.json(
                        "{'name':'f','description':'F.','parametersJsonSchema':{'type':'object','$defs':{}}}"));
        assertThat(outgoing.dropped()).containsExactly("tools.strict");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'temperature':1.5,'top_p':0.9  | {"temperature":1.5,"topP":0.9} |
            'max_completion_tokens':7,'max_tokens':9 | {"maxOutputTokens":7} |
            'max_tokens':null              | |
            'stop':'END'                   | {"stopSequences":["END"]} |
            'stop':['a','','b','c','d','e','f'] | {"stopSequences":["a","b","c","d","e"]} | stop
            'n':2                          | {"candidateCount":2} |
            'seed':7                       | {"seed":7} |
            'seed':99999999999             | | seed
            'presence_penalty':0,'frequency_penalty':0.5 | {"frequencyPenalty":0.5} |
            'response_format':{'type':'text'} | |
            'response_format':{'type':'json_object'} | {"responseMimeType":"application/json"} |
            'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{'type':'object'}}} | {"responseMimeType":"application/json","responseJsonSchema":{"type":"object"}} |
            'logprobs':true,'top_logprobs':3 | {"responseLogprobs":true,"logprobs":3} |
            'logprobs':false               | |
            'logit_bias':{'1':2},'user':'u','store':false,'tools':[] | | logit_bias,user
            'parallel_tool_calls':false    | | parallel_tool_calls
            'something_new':1              | | something_new
            """)
    void parametersAreTranslatedOrDroppedAndReported(String parameters, String expected, String dropped) {
        Format.Outgoing outgoing =
                encode("gemini-3-flash", "{'messages':[{'role':'user','content':'Hi'}]," + parameters + "}");
        assertThat(outgoing.body().path("generationConfig").toString()).isEqualTo(expected == null ? "" : expected);
        assertThat(String.join(",", outgoing.dropped())).isEqualTo(dropped == null ? "" : dropped);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            gemini-3-flash-preview | minimal | {"thinkingLevel":"MINIMAL"} |
            gemini-3.8-pro         | minimal | {"thinkingLevel":"LOW"}     |
            gemini-flash-latest    | medium  | {"thinkingLevel":"MEDIUM"}  |
            models/gemini-3.5-flash | high   | {"thinkingLevel":"HIGH"}    |
            gemini-3-flash         | xhigh   | {"thinkingLevel":"HIGH"}    | reasoning_effort
            gemini-3-flash         | none    |                             | reasoning_effort
            gemini-2.5-flash       | none    | {"thinkingBudget":0}        |
            gemini-2.5-pro         | none    |                             | reasoning_effort
            gemini-2.5-pro         | low     | {"thinkingBudget":1024}     |
            gemini-2.5-flash-lite  | high    | {"thinkingBudget":24576}    |
            gemini-2.0-flash       | high    |                             | reasoning_effort
            gemma-3                | high    |                             | reasoning_effort
            """)
    void effortIsSaidInTheWordsOfTheModel(String model, String effort, String thinking, String dropped) {
        Format.Outgoing outgoing = encode(
                model, "{'messages':[{'role':'user','content':'Hi'}],'reasoning_effort':'%s'}".formatted(effort));
        assertThat(outgoing.body().at("/generationConfig/thinkingConfig").toString())
                .isEqualTo(thinking == null ? "" : thinking);
        assertThat(String.join(",", outgoing.dropped())).isEqualTo(dropped == null ? "" : dropped);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'} | {"inlineData":{"mimeType":"image/png","data":"AAAA"}} |
            'type':'image_url','image_url':{'url':'data:image/jpg;base64,AAAA'} | {"inlineData":{"mimeType":"image/jpeg","data":"AAAA"}} |
            'type':'image_url','image_url':{'url':'https://a.example/B.JPG?c=d'} | {"fileData":{"mimeType":"image/jpeg","fileUri":"https://a.example/B.JPG?c=d"}} |
            'type':'image_url','image_url':{'url':'https://a.example/b'}        | | gemini cannot carry images at addresses that do not tell their type
            'type':'image_url','image_url':{'url':'data:image/gif;base64,AAAA'} | | gemini cannot carry images of a type that it does not read
            'type':'input_audio','input_audio':{'data':'AAAA','format':'wav'}   | {"inlineData":{"mimeType":"audio/wav","data":"AAAA"}} |
            'type':'file','file':{'file_data':'data:application/pdf;base64,AAAA'} | {"inlineData":{"mimeType":"application/pdf","data":"AAAA"}} |
            'type':'file','file':{'file_id':'file-1'}                           | | gemini cannot carry files that are not in the request
            'type':'file','file':{'file_data':'data:application/zip;base64,AA'} | | gemini cannot carry files of a type that it does not read
            'type':'hologram'                                                   | | gemini cannot carry parts that are no text
            """)
    void partsThatAreNoTextAreCarriedOrNamed(String part, String expected, String reason) {
        String chat = "{'messages':[{'role':'user','content':[{'type':'text','text':'x'},{" + part + "}]}]}";
        assertThat(GeminiFitness.reason(Asking.json(chat))).isEqualTo(reason);
        if (expected != null) {
            assertThat(body(chat).at("/contents/0/parts/1")).hasToString(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'role':'user','content':'x'}],'functions':[{'name':'f'}]           | gemini cannot carry functions
            {'role':'user','content':'x'}],'tools':[{'type':'custom'}]          | gemini cannot carry tools that are no functions
            {'role':'user','content':'x'}],'tool_choice':{'type':'custom'}      | gemini cannot carry tool_choice
            {'role':'user','content':'x'}],'n':9                                | gemini cannot carry n above 8
            {'role':'user','content':'x'}],'response_format':{'type':'grammar'} | gemini cannot carry response_format
            {'role':'user','content':'x'}],'modalities':['text','audio']        | gemini cannot carry modalities other than text
            {'role':'tool','tool_call_id':'c','content':'x'}]                   | gemini cannot carry a tool's result without its call
            {'role':'assistant','tool_calls':[{'id':'c','function':{'name':'f','arguments':'[1]'}}]}] | gemini cannot carry calls whose arguments are no object
            {'role':'system','content':'x'}]                                    | gemini needs a message of a user
            {'role':'user','content':'x'}],'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'required','n':2,'logprobs':true,'response_format':{'type':'json_object'} |
            """)
    void whatGeminiCannotCarryIsNamed(String rest, String reason) {
        ObjectNode chat = Asking.json("{'messages':[" + rest + "}");
        assertThat(Fitness.reason(Api.GEMINI, null, ChatRequest.ofChat(chat))).isEqualTo(reason);
    }

    @Test
    void aRungsPromptReachesTheProvider() {
        Asking asking = Asking.of(Api.GEMINI).prompt(new Call.Prompt("Ropes.", Placement.BEFORE));
        assertThat(Gemini.FORMAT
                        .encode(asking.call())
                        .body()
                        .at("/systemInstruction/parts/0/text")
                        .asText())
                .isEqualTo("Ropes.");
    }

    @Test
    void aTextIsSaidInOpenAisForm() {
        CallReport.Answered answered = read(Recorded.GEMINI_TEXT);
        assertThat(answered.answer())
                .hasToString(Asking.json(Recorded.GEMINI_TEXT_ANSWER).toString());
        assertThat(answered.usage()).isEqualTo(new Usage(14L, 26L));
        assertThat(answered.refused()).isFalse();
    }

    @Test
    void callsOfToolsAreSaidInOpenAisFormAndFlowAsTheyCome() {
        List<Delta> flow = new ArrayList<>();
        CallReport.Answered answered = reception(Recorded.GEMINI_TOOLS, flow).answer();
        assertThat(answered.finishReason()).isEqualTo("tool_calls");
        assertThat(answered.answer().at("/choices/0/message")).isEqualTo(Asking.json("""
                        {'role':'assistant','content':null,'tool_calls':[
                          {'id':'fc_1','type':'function','function':{'name':'weather','arguments':'{\\"at\\":1}'},
                           'extra_content':{'google':{'thought_signature':'c2ln'}}},
                          {'id':'call_r_2_1','type':'function','function':{'name':'tides','arguments':'{}'}}]}"""));
        assertThat(flow)
                .containsExactly(
                        new Delta.ToolCall(0, "fc_1", "weather"),
                        new Delta.Arguments(0, "{\"at\":1}"),
                        new Delta.ToolCall(1, "call_r_2_1", "tides"),
                        new Delta.Arguments(1, "{}"));
    }

    @Test
    void thoughtsAndOtherCandidatesDoNotFlow() {
        List<Delta> flow = new ArrayList<>();
        reception(Recorded.GEMINI_TEXT, flow);
        assertThat(flow).containsExactly(new Delta.Text("1345 m \u2013 "), new Delta.Text("aye \ud83c\udfd4."));
        flow.clear();
        CallReport.Answered two = reception("""
                {"candidates":[{"index":0,"content":{"parts":[{"text":"A"}]},"finishReason":"STOP"},
                {"index":1,"content":{"parts":[{"text":"B"}]},"finishReason":"MAX_TOKENS"}]}""", flow).answer();
        assertThat(flow).containsExactly(new Delta.Text("A"));
        assertThat(two.answer().at("/choices/1/message/content").asText()).isEqualTo("B");
        assertThat(two.answer().at("/choices/1/finish_reason").asText()).isEqualTo("length");
    }

    @Test
    void anArrayOfChunksReadsLikeItsStream() {
        String array = Recorded.GEMINI_TEXT.strip().replace("\n\n", ",").replace("data: ", "");
        assertThat(read("[" + array + "]")).isEqualTo(read(Recorded.GEMINI_TEXT));
        assertThat(reception("[" + array, new ArrayList<>()).finished())
                .as("an array that was cut")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, stop, false",
        "MAX_TOKENS, length, false",
        "SAFETY, content_filter, true",
        "RECITATION, content_filter, true",
        "BLOCKLIST, content_filter, true",
        "PROHIBITED_CONTENT, content_filter, true",
        "SPII, content_filter, true",
        "IMAGE_SAFETY, content_filter, true",
        "OTHER, other, false",
        "Some Thing, unknown, false"
    })
    void finishReasonsHaveOpenAisWords(String reason, String expected, boolean refused) {
        CallReport.Answered answered = read("{\"candidates\":[{\"finishReason\":\"" + reason + "\"}]}");
        assertThat(answered.finishReason()).isEqualTo(expected);
        assertThat(answered.refused()).isEqualTo(refused);
    }

    @Test
    void aBlockedPromptIsRefused() {
        CallReport.Answered answered =
                read("{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":4}}");
        assertThat(answered.refused()).isTrue();
        assertThat(answered.answer().at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
        assertThat(answered.usage()).isEqualTo(new Usage(4L, 0L));
    }

    @ParameterizedTest
    @CsvSource({"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "MISSING_THOUGHT_SIGNATURE"})
    void anAnswerThatEndsInABrokenCallIsNone(String reason) {
        Reception reception = reception(
                "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Well\"}]}}]}\n\n"
                        + "data: {\"candidates\":[{\"finishReason\":\"" + reason + "\"}]}\n\n",
                new ArrayList<>());
        assertThat(reception.finished()).isFalse();
        assertThat(reception.error()).isNotNull();
    }

    @Test
    void probabilitiesAreSaidInOpenAisForm() {
        CallReport.Answered answered = read("""
                {"candidates":[{"content":{"parts":[{"text":"A"}]},"finishReason":"STOP","logprobsResult":{
                "chosenCandidates":[{"token":"A","logProbability":-0.5}],
                "topCandidates":[{"candidates":[{"token":"A","logProbability":-0.5},{"token":"B","logProbability":-1.5}]}]}}]}""");
        assertThat(answered.answer().at("/choices/0/logprobs/content")).hasToString("""
                [{"token":"A","logprob":-0.5,"bytes":null,"top_logprobs":[{"token":"A","logprob":-0.5,"bytes":null},\
                {"token":"B","logprob":-1.5,"bytes":null}]}]""");
    }
}
