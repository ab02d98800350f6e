package io.downclimb.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request of which a format's own rules would leave no message goes to a rung that can carry it. */
class SilentRequestTest {
    private static final String ANTHROPIC = "anthropic-messages needs a message of a user";
    private static final String GEMINI = "gemini needs a message of a user";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'role':'user','content':''}",
                "{'role':'user','content':null}",
                "{'role':'user','content':[]}",
                "{'role':'user','content':[{'type':'text','text':''}]}",
                "{'role':'system','content':'x'},{'role':'user','content':''}",
            })
    void nothingSaidIsForNeither(String messages) {
        assertThat(reason(Api.ANTHROPIC_MESSAGES, messages)).isEqualTo(ANTHROPIC);
        assertThat(reason(Api.GEMINI, messages)).isEqualTo(GEMINI);
        assertThat(reason(Api.OPENAI_CHAT, messages)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'role':'user','content':' '}", "{'role':'user','content':[{'type':'text','text':' '}]}"})
    void whiteSpaceIsForGeminiAlone(String messages) {
        assertThat(reason(Api.ANTHROPIC_MESSAGES, messages)).isEqualTo(ANTHROPIC);
        assertThat(reason(Api.GEMINI, messages)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'role':'user','content':''},{'role':'user','content':'Hi'}",
                "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,QQ=='}}]}",
                "{'role':'user','content':''},{'role':'assistant','tool_calls':[{'id':'c','type':'function','function':{'name':'f'}}]},{'role':'tool','tool_call_id':'c','content':''}",
            })
    void oneThingSaidIsEnough(String messages) {
        assertThat(reason(Api.ANTHROPIC_MESSAGES, messages)).isNull();
        assertThat(reason(Api.GEMINI, messages)).isNull();
    }

    private static @Nullable String reason(Api api, String messages) {
        return Fitness.reason(api, null, ChatRequest.ofChat(Asking.json("{'messages':[" + messages + "]}")));
    }
}
