package io.downclimb.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.policy.PromptVersion.Placement;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a caller's request becomes in each format. */
class EncodingTest {
    private static Format.Outgoing encode(Api api, String chat) {
        return Format.of(api).encode(Asking.of(api).chat(chat).call());
    }

    @Test
    void openAiGetsEverythingTheCallerSent() {
        Format.Outgoing outgoing = encode(Api.OPENAI_CHAT, """
                {'messages':[{'role':'user','content':'Hi'}],'temperature':1.7,'n':2,'a_new_parameter':{'x':[1]},
                 'max_tokens':9,'stream':false,'stream_options':{'include_usage':false},'model':'route'}""");
        assertThat(outgoing.body()).isEqualTo(Asking.json("""
                        {'model':'some-model','messages':[{'role':'user','content':'Hi'}],'temperature':1.7,'n':2,
                         'a_new_parameter':{'x':[1]},'max_tokens':9,'stream':true,'stream_options':{'include_usage':true}}"""));
        assertThat(outgoing.dropped()).isEmpty();
        assertThat(outgoing.toString()).doesNotContain(Asking.KEY);
    }

    @Test
    void whatGeminiHangsOnItsCallsGoesToNobodyButGoogle() {
        String chat = """
                {'messages':[{'role':'user','content':'Hi'},{'role':'assistant','tool_calls':[{'id':'1','type':'function',
                 'function':{'name':'f','arguments':'{}'},'extra_content':{'google':{'thought_signature':'s'}}}]}]}""";
        Call call = Asking.of(Api.OPENAI_CHAT).chat(chat).call();
        assertThat(Format.of(Api.OPENAI_CHAT).encode(call).body().findValue("extra_content"))
                .isNull();
        assertThat(call.request().chat().findValue("extra_content")).isNotNull();
        Provider google = new Provider(
                "google",
                Api.OPENAI_CHAT,
                URI.create("https://generativelanguage.googleapis.com/v1beta/openai"),
                List.of(Asking.KEY));
        Call atGoogle = new Call(
                google,
                call.model(),
                call.request(),
                null,
                call.maxTokens(),
                call.callerRequest(),
                call.firstContentBy(),
                call.completeBy(),
                call.idle());
        assertThat(Format.of(Api.OPENAI_CHAT).encode(atGoogle).body().findValue("extra_content"))
                .isNotNull();
    }

    @Test
    void anthropicGetsTheConversationInItsOwnForm() {
        Format.Outgoing outgoing = encode(Api.ANTHROPIC_MESSAGES, """
                {'messages':[
                  {'role':'system','content':'Be brief.'},
                  {'role':'user','content':'Hi','name':'ann'},
                  {'role':'user','content':[{'type':'text','text':'there'},{'type':'text','text':''}]},
                  {'role':'assistant','content':'Hello.'},
                  {'role':'developer','content':'Be kind.'},
                  {'role':'user','content':'Bye'}],
                 'temperature':0.3,'top_p':0.9,'stop':'END','user':'u1','max_tokens':9,
                 'seed':7,'logit_bias':{},'presence_penalty':0,'n':1,'frequency_penalty':0.5,'response_format':{'type':'text'}}""");
        assertThat(outgoing.body()).hasToString(Asking.json("""
                                {'model':'some-model','max_tokens':9,'system':'Be brief.\\n\\nBe kind.','messages':[
                                  {'role':'user','content':[{'type':'text','text':'Hi'},{'type':'text','text':'there'}]},
                                  {'role':'assistant','content':'Hello.'},
                                  {'role':'user','content':'Bye'}],
                                 'temperature':0.3,'top_p':0.9,'stop_sequences':['END'],'metadata':{'user_id':'u1'},'stream':true}""").toString());
        assertThat(outgoing.dropped()).containsExactly("messages.name", "seed", "frequency_penalty");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'temperature':1.5            | temperature    | 1          | temperature
            'temperature':1.0            | temperature    | 1.0        |
            'temperature':null           | temperature    |            |
            'max_completion_tokens':7,'max_tokens':9 | max_tokens | 7  |
            'max_tokens':null            | max_tokens     | 512        |
            'stop':['a','\\n']           | stop_sequences | ["a"]      | stop
            'stop':null                  | stop_sequences |            |
            'user':'u'                   | metadata       | {"user_id":"u"} |
            'service_tier':'flex'        | service_tier   |            | service_tier
            'store':false                | store          |            |
            'store':true                 | store          |            | store
            """)
    void parametersAreTranslatedOrDroppedAndReported(String parameter, String field, String expected, String dropped) {
        Format.Outgoing outgoing =
                encode(Api.ANTHROPIC_MESSAGES, "{'messages':[{'role':'user','content':'Hi'}]," + parameter + "}");
        assertThat(outgoing.body().path(field).toString()).isEqualTo(expected == null ? "" : expected);
        assertThat(String.join(",", outgoing.dropped())).isEqualTo(dropped == null ? "" : dropped);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "-", textBlock = """
            We sell ropes.                                | BEFORE  | [["system","We sell ropes."],["system","Mine."],["user","Hi {{message}}"]]
            We sell ropes.                                | INSTEAD | [["system","We sell ropes."],["user","Hi {{message}}"]]
            Ropes.~--- user ---~Q: {{message}}~A: {{x}}   | INSTEAD | [["system","Ropes."],["user","Q: Hi {{message}}\\nA: {{x}}"]]
            --- user ---~<q>{{message}}</q>               | INSTEAD | [["system","Mine."],["user","<q>Hi {{message}}</q>"]]
            Ropes. {{user}}~ --- user --- ~no place       | BEFORE  | [["system","Ropes. {{user}}"],["system","Mine."],["user","Hi {{message}}"]]
            Not a line: --- user --- here                 | INSTEAD | [["system","Not a line: --- user --- here"],["user","Hi {{message}}"]]
            """)
    void aPromptIsPutInPlace(String template, Placement placement, String expected) {
        var chat = Asking.json(
                "{'messages':[{'role':'system','content':'Mine.'},{'role':'user','content':'Hi {{message}}'}],'n':1}");
        var before = chat.deepCopy();
        var prompted = Prompting.apply(chat, new Call.Prompt(template.replace('~', '\n'), placement));
        var told = Json.NODES.arrayNode();
        prompted.path("messages")
                .forEach(message -> told.addArray()
                        .add(message.path("role").asText())
                        .add(message.path("content").asText()));
        assertThat(told).hasToString(expected);
        assertThat(prompted.path("n").asInt()).isEqualTo(1);
        assertThat(chat).isEqualTo(before);
    }

    @Test
    void aMessageOfPartsKeepsThemWithinItsWrapping() {
        var chat = Asking.json("""
                {'messages':[{'role':'user','content':[{'type':'text','text':'What is it?'},{'type':'image_url','image_url':{'url':'x'}}]},
                 {'role':'assistant','content':'Hm.'}]}""");
        var prompted = Prompting.apply(chat, new Call.Prompt("--- user ---\nQ: {{message}} Think.", Placement.BEFORE));
        assertThat(prompted.at("/messages/0/content"))
                .hasToString(
                        "[{\"type\":\"text\",\"text\":\"Q: \"},{\"type\":\"text\",\"text\":\"What is it?\"},"
                                + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"x\"}},{\"type\":\"text\",\"text\":\" Think.\"}]");
    }

    @Test
    void aRungsPromptReachesTheProvider() {
        Asking asking = Asking.of(Api.ANTHROPIC_MESSAGES).prompt(new Call.Prompt("Ropes.", Placement.BEFORE));
        assertThat(Format.of(Api.ANTHROPIC_MESSAGES)
                        .encode(asking.call())
                        .body()
                        .path("system")
                        .asText())
                .isEqualTo("Ropes.");
    }
}
