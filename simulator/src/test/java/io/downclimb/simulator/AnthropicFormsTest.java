package io.downclimb.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.BadRequestException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Tools, structured outputs, images and prefills, as Anthropic's own client reads them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnthropicFormsTest {
    /** An answer by its form. */
    public static final class Forecast {
        public String city = "";
        public int degrees;
    }

    private final Simulator simulator = Simulator.start(0);
    private final AnthropicClient client = AnthropicOkHttpClient.builder()
            .baseUrl(simulator.baseUrl() + "/claude")
            .apiKey("sk-ant-oracle")
            .maxRetries(0)
            .responseValidation(true)
            .build();

    @AfterAll
    void close() {
        client.close();
        simulator.close();
    }

    private static MessageCreateParams.Builder ask(String question) {
        return MessageCreateParams.builder().model("m").maxTokens(1000).addUserMessage(question);
    }

    private static MessageCreateParams.Builder withTools(String question) {
        return ask(question).addTool(tool("weather")).addTool(tool("time"));
    }

    private static Tool tool(String name) {
        return Tool.builder()
                .name(name)
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                .build())
                        .build())
                .build();
    }

    private Message whole(MessageCreateParams.Builder ask) {
        return client.messages().create(ask.build());
    }

    private Message streamed(MessageCreateParams.Builder ask) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(ask.build())) {
            stream.stream().forEach(accumulator::accumulate);
        }
        return accumulator.message();
    }

    private static List<ToolUseBlock> calls(Message answer) {
        return answer.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .toList();
    }

    private static String text(Message answer) {
        return answer.content().getFirst().asText().text();
    }

    @Test
    void toolsAreCalledSideBySideWhereACallIsRequired() {
        MessageCreateParams.Builder ask =
                withTools("Where?").toolChoice(ToolChoiceAny.builder().build());
        for (Message answer : List.of(whole(ask), streamed(ask))) {
            assertThat(calls(answer)).extracting(ToolUseBlock::name).containsExactly("weather", "time");
            assertThat(calls(answer)).extracting(ToolUseBlock::id).doesNotHaveDuplicates();
            assertThat(calls(answer))
                    .allMatch(call -> call._input().equals(JsonValue.from(Map.of("city", "simulated"))));
            assertThat(answer.stopReason()).hasValue(StopReason.TOOL_USE);
        }
        ask.toolChoice(ToolChoiceAny.builder().disableParallelToolUse(true).build());
        assertThat(calls(whole(ask))).hasSize(1);
    }

    @Test
    void whereTheChoiceIsFreeTheQuestionNamesTheTool() {
        assertThat(calls(streamed(withTools("Call time, please."))))
                .extracting(ToolUseBlock::name)
                .containsExactly("time");
        assertThat(calls(whole(withTools("What sometimes is")))).isEmpty();
    }

    @Test
    void resultsOfToolsAreQuoted() {
        MessageCreateParams.Builder ask = withTools("Ask weather and time.");
        Message called = whole(ask);
        ask.addMessage(called);
        assertThatThrownBy(() -> whole(ask)).isInstanceOf(BadRequestException.class);
        ask.addUserMessageOfContentBlockParams(calls(called).stream()
                .map(call -> ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                        .toolUseId(call.id())
                        .content(call.name() + " is fine")
                        .build()))
                .toList());
        assertThat(text(whole(ask))).contains("The tools said: weather is fine; time is fine");
        assertThat(text(streamed(ask))).contains("The tools said: weather is fine; time is fine");
    }

    @Test
    void anAnswerFitsTheSchemaThatTheClientMakes() {
        Forecast forecast =
                client
                        .messages()
                        .create(ask("How warm is it?")
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

    @Test
    void imagesAreCounted() {
        ContentBlockParam image = ContentBlockParam.ofImage(ImageBlockParam.builder()
                .source(Base64ImageSource.builder()
                        .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                        .data("AAAA")
                        .build())
                .build());
        MessageCreateParams.Builder ask = MessageCreateParams.builder()
                .model("m")
                .maxTokens(100)
                .addUserMessageOfContentBlockParams(List.of(image));
        assertThat(whole(ask).content())
                .extracting(ContentBlock::asText)
                .anyMatch(block -> block.text().contains("I see 1 image."));
    }

    @Test
    void aModelWithoutPrefillTurnsItDown() {
        MessageCreateParams.Builder ask = ask("Go on").model("sim-no-prefill");
        assertThat(text(whole(ask))).contains("Go on");
        assertThatThrownBy(() -> whole(ask.addAssistantMessage("Once upon")))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("prefill");
    }
}
