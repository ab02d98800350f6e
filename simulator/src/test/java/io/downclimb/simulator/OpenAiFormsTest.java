package io.downclimb.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tools, structured outputs, images and log probabilities, as OpenAI's own client reads them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiFormsTest {
    /** An answer in words, by its form. */
    public static final class Forecast {
        public String city = "";
        public int degrees;
        public List<Day> days = List.of();

        /** A part of it, which the schema refers to. */
        public static final class Day {
            public String name = "";
        }
    }

    private final Simulator simulator = Simulator.start(0);
    private final OpenAIClient client = OpenAIOkHttpClient.builder()
            .baseUrl(simulator.baseUrl() + "/primary/v1")
            .apiKey("sk-oracle")
            .maxRetries(0)
            .responseValidation(true)
            .build();

    @AfterAll
    void close() {
        client.close();
        simulator.close();
    }

    private static ChatCompletionCreateParams.Builder ask(String question) {
        return ChatCompletionCreateParams.builder().model("m").addUserMessage(question);
    }

    private static ChatCompletionCreateParams.Builder withTools(String question) {
        return ask(question).addTool(tool("weather")).addTool(tool("time"));
    }

    private static ChatCompletionFunctionTool tool(String name) {
        return ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name(name)
                        .parameters(FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .build())
                        .build())
                .build();
    }

    private ChatCompletion whole(ChatCompletionCreateParams.Builder ask) {
        return client.chat().completions().create(ask.build());
    }

    private ChatCompletion streamed(ChatCompletionCreateParams.Builder ask) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(ask.build())) {
            stream.stream().forEach(accumulator::accumulate);
        }
        return accumulator.chatCompletion();
    }

    private static List<ChatCompletionMessageFunctionToolCall> calls(ChatCompletion answer) {
        return answer.choices().getFirst().message().toolCalls().orElse(List.of()).stream()
                .map(ChatCompletionMessageToolCall::asFunction)
                .toList();
    }

    private static String text(ChatCompletion answer) {
        return answer.choices().getFirst().message().content().orElse("");
    }

    @Test
    void toolsAreCalledSideBySideWhereACallIsRequired() {
        ChatCompletionCreateParams.Builder ask =
                withTools("Where?").toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED);
        for (ChatCompletion answer : List.of(whole(ask), streamed(ask))) {
            assertThat(calls(answer))
                    .extracting(call -> call.function().name() + call.function().arguments())
                    .containsExactly("weather{\"city\":\"simulated\"}", "time{\"city\":\"simulated\"}");
            assertThat(calls(answer))
                    .extracting(ChatCompletionMessageFunctionToolCall::id)
                    .doesNotHaveDuplicates();
            assertThat(answer.choices().getFirst().finishReason()).hasToString("tool_calls");
        }
        assertThat(calls(whole(ask.parallelToolCalls(false)))).hasSize(1);
    }

    @Test
    void whereTheChoiceIsFreeTheQuestionNamesTheTool() {
        for (ChatCompletion answer :
                List.of(whole(withTools("Call time, please.")), streamed(withTools("Call time, please.")))) {
            assertThat(calls(answer)).extracting(call -> call.function().name()).containsExactly("time");
        }
        assertThat(calls(whole(withTools("What sometimes is")))).isEmpty();
        assertThat(calls(whole(withTools("Call time, please.").toolChoice(ChatCompletionToolChoiceOption.Auto.NONE))))
                .isEmpty();
    }

    @Test
    void resultsOfToolsAreQuoted() {
        ChatCompletionCreateParams.Builder ask = withTools("Ask weather and time.");
        ChatCompletionMessage called = whole(ask).choices().getFirst().message();
        ask.addMessage(called);
        assertThatThrownBy(() -> whole(ask)).isInstanceOf(BadRequestException.class);
        called.toolCalls()
                .orElseThrow()
                .forEach(call -> ask.addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.asFunction().id())
                        .content(call.asFunction().function().name() + " is fine")
                        .build()));
        assertThat(text(whole(ask))).contains("The tools said: weather is fine; time is fine");
        assertThat(text(streamed(ask))).contains("The tools said: weather is fine; time is fine");
    }

    @Test
    void anAnswerFitsTheSchemaThatTheClientMakes() {
        Forecast forecast = client
                .chat()
                .completions()
                .create(ask("How warm is it?").responseFormat(Forecast.class).build())
                .choices()
                .stream()
                .flatMap(choice -> choice.message().content().stream())
                .findFirst()
                .orElseThrow();
        assertThat(forecast.city).isEqualTo("simulated");
        assertThat(forecast.degrees).isEqualTo(1);
        assertThat(forecast.days).extracting(day -> day.name).containsExactly("simulated");
    }

    @Test
    void imagesAreCounted() {
        List<ChatCompletionContentPart> parts = new ArrayList<>();
        parts.add(ChatCompletionContentPart.ofText(
                ChatCompletionContentPartText.builder().text("Look.").build()));
        for (String url : List.of("data:image/png;base64,AAAA", "https://example.com/a.png")) {
            parts.add(ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                    .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                            .url(url)
                            .build())
                    .build()));
        }
        ChatCompletionCreateParams.Builder ask =
                ChatCompletionCreateParams.builder().model("m").addUserMessageOfArrayOfContentParts(parts);
        assertThat(text(whole(ask))).contains("Look. I see 2 images.");
    }

    @Test
    void everyTokenHasItsLogProbability() {
        ChatCompletionCreateParams.Builder ask =
                ask("How likely?").logprobs(true).topLogprobs(2).n(2);
        for (ChatCompletion answer : List.of(whole(ask), streamed(ask))) {
            assertThat(answer.choices()).hasSize(2).allSatisfy(choice -> {
                var shown = choice.logprobs().orElseThrow().content().orElseThrow();
                assertThat(String.join(
                                "", shown.stream().map(one -> one.token()).toList()))
                        .isEqualTo(choice.message().content().orElseThrow());
                assertThat(shown).allMatch(one -> one.topLogprobs().size() == 2 && one.logprob() < 0);
            });
        }
        assertThat(whole(ask("Unasked")).choices().getFirst().logprobs()).isEmpty();
    }

    @Test
    void aModelWithoutPrefillTurnsItDown() {
        ChatCompletionCreateParams.Builder ask = ask("Go on").model("sim-no-prefill");
        assertThat(text(whole(ask))).contains("Go on");
        assertThatThrownBy(() -> whole(ask.addAssistantMessage("Once upon"))).isInstanceOf(BadRequestException.class);
    }
}
