package io.downclimb.api.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolChoiceAuto;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.messages.UrlImageSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What people do with {@code anthropic-java}, on any route: each fails where the answer is not what the client should have got. */
final class AnthropicTalk {
    /** An answer by its form. */
    public static final class Forecast {
        public String city = "";
        public int degrees;
    }

    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private final AnthropicClient client;
    private final String route;

    AnthropicTalk(AnthropicClient client, String route) {
        this.client = client;
        this.route = route;
    }

    static MessageCreateParams.Builder ask(String route, String question) {
        return MessageCreateParams.builder().model(route).maxTokens(500).addUserMessage(question);
    }

    Message whole(MessageCreateParams.Builder ask) {
        return client.messages().create(ask.build());
    }

    Message streamed(MessageCreateParams.Builder ask) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(ask.build())) {
            stream.stream().forEach(accumulator::accumulate);
        }
        return accumulator.message();
    }

    Message said(MessageCreateParams.Builder ask, boolean stream) {
        return stream ? streamed(ask) : whole(ask);
    }

    static String text(Message answer) {
        return answer.content().stream()
                .flatMap(block -> block.text().stream())
                .map(block -> block.text())
                .collect(Collectors.joining());
    }

    private static List<ToolUseBlock> calls(Message answer) {
        return answer.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .toList();
    }

    /** Asks and reads the answer. */
    void asks(String by, boolean stream) {
        Message answer = said(ask(route, "Who are you?").system("Be brief."), stream);
        assertThat(text(answer)).startsWith("Simulated answer from " + by + "/well: Who are you?");
        assertThat(answer.stopReason()).hasValue(StopReason.END_TURN);
        assertThat(answer.model().asString()).isEqualTo("well");
        assertThat(answer.usage().outputTokens()).isGreaterThanOrEqualTo(24);
    }

    /** A call of a tool, its result, and the answer that goes by it. */
    void usesATool(boolean stream) {
        MessageCreateParams.Builder ask =
                ask(route, "Please look at weather.").addTool(tool("weather")).addTool(tool("time"));
        Message called = said(ask, stream);
        assertThat(called.stopReason()).hasValue(StopReason.TOOL_USE);
        assertThat(calls(called)).extracting(ToolUseBlock::name).containsExactly("weather");
        assertThat(calls(called)).allMatch(call -> call._input().equals(JsonValue.from(Map.of("city", "simulated"))));
        answers(ask, called);
        Message answer = said(ask, stream);
        assertThat(text(answer)).contains("The tools said: weather says yes");
        assertThat(answer.stopReason()).hasValue(StopReason.END_TURN);
    }

    /** Two calls at once, both with results. */
    void usesToolsSideBySide(boolean stream) {
        MessageCreateParams.Builder ask = ask(route, "Where and when?")
                .addTool(tool("weather"))
                .addTool(tool("time"))
                .toolChoice(ToolChoiceAny.builder().build());
        Message called = said(ask, stream);
        assertThat(calls(called)).extracting(ToolUseBlock::name).containsExactly("weather", "time");
        assertThat(calls(called)).extracting(ToolUseBlock::id).doesNotHaveDuplicates();
        answers(ask.toolChoice(ToolChoiceAuto.builder().build()), called);
        assertThat(text(said(ask, stream))).contains("The tools said: weather says yes; time says yes");
    }

    private static void answers(MessageCreateParams.Builder ask, Message called) {
        ask.addMessage(called);
        ask.addUserMessageOfContentBlockParams(calls(called).stream()
                .map(call -> ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                        .toolUseId(call.id())
                        .content(call.name() + " says yes")
                        .build()))
                .toList());
    }

    /** One call at a time where the caller wants it so. */
    void usesOneToolAtATime() {
        Message called = whole(ask(route, "Where and when?")
                .addTool(tool("weather"))
                .addTool(tool("time"))
                .toolChoice(ToolChoiceAny.builder().disableParallelToolUse(true).build()));
        assertThat(calls(called)).hasSize(1);
    }

    private static Tool tool(String name) {
        return Tool.builder()
                .name(name)
                .description("Tells the " + name + " of a city")
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                .build())
                        .required(List.of("city"))
                        .build())
                .build();
    }

    /** The client makes a schema of a class, and an object of the answer. */
    void parses() {
        Forecast forecast =
                client
                        .messages()
                        .create(ask(route, "How warm?")
                                .outputConfig(Forecast.class)
                                .build())
                        .content()
                        .stream()
                        .flatMap(block -> block.text().stream())
                        .map(block -> block.text())
                        .findFirst()
                        .orElseThrow();
        assertThat(forecast.city).isEqualTo("simulated");
        assertThat(forecast.degrees).isEqualTo(1);
    }

    /** Two images beside the words: one that comes along, one by its address. */
    void showsImages() {
        List<ContentBlockParam> blocks = List.of(
                ContentBlockParam.ofText(TextBlockParam.builder().text("Look.").build()),
                ContentBlockParam.ofImage(ImageBlockParam.builder()
                        .source(Base64ImageSource.builder()
                                .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                                .data(PIXEL)
                                .build())
                        .build()),
                ContentBlockParam.ofImage(ImageBlockParam.builder()
                        .source(UrlImageSource.builder()
                                .url("https://example.com/a.png")
                                .build())
                        .build()));
        Message answer = whole(
                MessageCreateParams.builder().model(route).maxTokens(500).addUserMessageOfContentBlockParams(blocks));
        assertThat(text(answer)).contains("I see 2 images.");
    }
}
