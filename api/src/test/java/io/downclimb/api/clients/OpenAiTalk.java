package io.downclimb.api.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
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
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import java.util.List;
import java.util.Map;

/** What people do with {@code openai-java}, on any route: each fails where the answer is not what the client should have got. */
final class OpenAiTalk {
    /** An answer by its form. */
    public static final class Forecast {
        public String city = "";
        public int degrees;
        public List<Day> days = List.of();

        /** A part of it, which the schema refers to. */
        public static final class Day {
            public String name = "";
        }
    }

    private static final String PIXEL =
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private final OpenAIClient client;
    private final String route;

    OpenAiTalk(OpenAIClient client, String route) {
        this.client = client;
        this.route = route;
    }

    static ChatCompletionCreateParams.Builder ask(String route, String question) {
        return ChatCompletionCreateParams.builder().model(route).addUserMessage(question);
    }

    ChatCompletion whole(ChatCompletionCreateParams.Builder ask) {
        return client.chat().completions().create(ask.build());
    }

    ChatCompletion streamed(ChatCompletionCreateParams.Builder ask) {
        ask.streamOptions(
                ChatCompletionStreamOptions.builder().includeUsage(true).build());
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(ask.build())) {
            stream.stream().forEach(accumulator::accumulate);
        }
        return accumulator.chatCompletion();
    }

    static String text(ChatCompletion answer) {
        return answer.choices().getFirst().message().content().orElse("");
    }

    static String finish(ChatCompletion answer) {
        return answer.choices().getFirst().finishReason().asString();
    }

    private static List<ChatCompletionMessageFunctionToolCall> calls(ChatCompletion answer) {
        return answer.choices().getFirst().message().toolCalls().orElse(List.of()).stream()
                .map(ChatCompletionMessageToolCall::asFunction)
                .toList();
    }

    /** Asks and reads the answer, whole and streamed. */
    void asks(String by) {
        for (boolean stream : new boolean[] {false, true}) {
            ChatCompletionCreateParams.Builder ask = ask(route, "Who are you?")
                    .addSystemMessage("Be brief.")
                    .temperature(0.5)
                    .maxCompletionTokens(500);
            ChatCompletion answer = stream ? streamed(ask) : whole(ask);
            assertThat(text(answer)).startsWith("Simulated answer from " + by + "/well: Who are you?");
            assertThat(finish(answer)).isEqualTo("stop");
            assertThat(answer.model()).isEqualTo("well");
            assertThat(answer.usage().orElseThrow().completionTokens()).isGreaterThanOrEqualTo(24);
        }
    }

    /** A call of a tool, its result, and the answer that goes by it. */
    void usesATool(boolean stream) {
        ChatCompletionCreateParams.Builder ask =
                ask(route, "Please look at weather.").addTool(tool("weather")).addTool(tool("time"));
        ChatCompletion called = stream ? streamed(ask) : whole(ask);
        assertThat(finish(called)).isEqualTo("tool_calls");
        assertThat(calls(called))
                .extracting(call -> call.function().name() + call.function().arguments())
                .containsExactly("weather{\"city\":\"simulated\"}");
        answers(ask, called);
        ChatCompletion answer = stream ? streamed(ask) : whole(ask);
        assertThat(text(answer)).contains("The tools said: weather says yes");
        assertThat(finish(answer)).isEqualTo("stop");
    }

    /** Two calls at once, both with results. */
    void usesToolsSideBySide(boolean stream) {
        ChatCompletionCreateParams.Builder ask = ask(route, "Where and when?")
                .addTool(tool("weather"))
                .addTool(tool("time"))
                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED);
        ChatCompletion called = stream ? streamed(ask) : whole(ask);
        assertThat(calls(called))
                .extracting(call -> call.function().name() + call.function().arguments())
                .containsExactly("weather{\"city\":\"simulated\"}", "time{\"city\":\"simulated\"}");
        assertThat(calls(called))
                .extracting(ChatCompletionMessageFunctionToolCall::id)
                .doesNotHaveDuplicates();
        answers(ask.toolChoice(ChatCompletionToolChoiceOption.Auto.AUTO), called);
        ChatCompletion answer = stream ? streamed(ask) : whole(ask);
        assertThat(text(answer)).contains("The tools said: weather says yes; time says yes");
    }

    private static void answers(ChatCompletionCreateParams.Builder ask, ChatCompletion called) {
        ChatCompletionMessage message = called.choices().getFirst().message();
        ask.addMessage(message);
        calls(called)
                .forEach(call -> ask.addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id())
                        .content(call.function().name() + " says yes")
                        .build()));
    }

    /** One call at a time where the caller wants it so. */
    void usesOneToolAtATime() {
        ChatCompletion called = whole(ask(route, "Where and when?")
                .addTool(tool("weather"))
                .addTool(tool("time"))
                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
                .parallelToolCalls(false));
        assertThat(calls(called)).hasSize(1);
    }

    private static ChatCompletionFunctionTool tool(String name) {
        return ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name(name)
                        .description("Tells the " + name + " of a city")
                        .parameters(FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                                .build())
                        .build())
                .build();
    }

    /** The client makes a schema of a class, and an object of the answer. */
    void parses() {
        Forecast forecast = client
                .chat()
                .completions()
                .create(ask(route, "How warm?").responseFormat(Forecast.class).build())
                .choices()
                .stream()
                .flatMap(choice -> choice.message().content().stream())
                .findFirst()
                .orElseThrow();
        assertThat(forecast.city).isEqualTo("simulated");
        assertThat(forecast.degrees).isEqualTo(1);
        assertThat(forecast.days).extracting(day -> day.name).containsExactly("simulated");
    }

    /** Two images beside the words: one that comes along, one by its address. */
    void showsImages() {
        List<ChatCompletionContentPart> parts = List.of(
                ChatCompletionContentPart.ofText(
                        ChatCompletionContentPartText.builder().text("Look.").build()),
                image(PIXEL),
                image("https://example.com/a.png"));
        ChatCompletion answer =
                whole(ChatCompletionCreateParams.builder().model(route).addUserMessageOfArrayOfContentParts(parts));
        assertThat(text(answer)).contains("I see 2 images.");
    }

    private static ChatCompletionContentPart image(String url) {
        return ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                        .url(url)
                        .build())
                .build());
    }

    /** Two choices with their log probabilities, which only providers of the door's own format have. */
    void seesLogProbabilities(boolean stream) {
        ChatCompletionCreateParams.Builder ask =
                ask(route, "How sure?").logprobs(true).topLogprobs(2).n(2);
        ChatCompletion answer = stream ? streamed(ask) : whole(ask);
        assertThat(answer.choices()).hasSize(2).allSatisfy(choice -> {
            var shown = choice.logprobs().orElseThrow().content().orElseThrow();
            assertThat(String.join("", shown.stream().map(one -> one.token()).toList()))
                    .isEqualTo(choice.message().content().orElseThrow());
            assertThat(shown).allMatch(one -> one.topLogprobs().size() == 2);
        });
    }
}
