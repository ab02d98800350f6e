package io.downclimb.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicIoException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.ContentTooLargeException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.PaymentRequiredException;
import com.anthropic.errors.PermissionDeniedException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Anthropic's own client is the judge of the Anthropic format. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnthropicOracleTest {
    private final Simulator simulator = Simulator.start(0);
    private final AnthropicClient client = AnthropicOkHttpClient.builder()
            .baseUrl(simulator.baseUrl() + "/claude")
            .apiKey("sk-ant-oracle")
            .maxRetries(0)
            .build();

    @AfterAll
    void close() {
        client.close();
        simulator.close();
    }

    private static MessageCreateParams.Builder ask(String model) {
        return MessageCreateParams.builder()
                .model(model)
                .maxTokens(1000)
                .system("Be brief")
                .addUserMessage("Why is snow white?");
    }

    private Message whole(MessageCreateParams.Builder ask) {
        return client.messages().create(ask.build());
    }

    private List<RawMessageStreamEvent> events(MessageCreateParams.Builder ask) {
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(ask.build())) {
            return stream.stream().toList();
        }
    }

    private Message streamed(MessageCreateParams.Builder ask) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        events(ask).forEach(accumulator::accumulate);
        return accumulator.message();
    }

    private static String text(Message message) {
        return message.content().getFirst().asText().text();
    }

    @Test
    void wholeAnswerNamesProviderModelAndQuestion() {
        Message answer = whole(ask("m")).validate();
        assertThat(text(answer)).startsWith("Simulated answer from claude/m: Why is snow white?");
        assertThat(answer.stopReason()).hasValue(StopReason.END_TURN);
        assertThat(answer.usage().outputTokens()).isGreaterThanOrEqualTo(24);
    }

    @Test
    void streamedAnswerIsTheWholeAnswer() {
        Message answer = streamed(ask("m"));
        Message whole = whole(ask("m"));
        assertThat(text(answer)).isEqualTo(text(whole));
        assertThat(answer.stopReason()).hasValue(StopReason.END_TURN);
        assertThat(answer.usage().outputTokens()).isEqualTo(whole.usage().outputTokens());
    }

    @Test
    void fewerTokensAllowedThanSaidTruncates() {
        assertThat(whole(ask("m").maxTokens(3)).stopReason()).hasValue(StopReason.MAX_TOKENS);
        assertThat(text(streamed(ask("m").maxTokens(3)))).isEqualTo("Simulated answer from");
    }

    @Test
    void requiredToolIsCalledWithArgumentsThatFit() {
        MessageCreateParams.Builder ask = ask("m").addTool(Tool.builder()
                        .name("weather")
                        .inputSchema(Tool.InputSchema.builder()
                                .properties(Tool.InputSchema.Properties.builder()
                                        .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                        .build())
                                .build())
                        .build())
                .toolChoice(ToolChoiceAny.builder().build());
        for (Message answer : List.of(whole(ask), streamed(ask))) {
            assertThat(answer.stopReason()).hasValue(StopReason.TOOL_USE);
            assertThat(answer.content().getFirst().asToolUse().name()).isEqualTo("weather");
            assertThat(answer.content().getFirst().asToolUse()._input())
                    .isEqualTo(JsonValue.from(Map.of("city", "simulated")));
        }
    }

    @Test
    void errorsHaveTheTypesOfTheClient() {
        assertError("sim-status-429-retry-after-2", RateLimitException.class, "rate_limit_error");
        assertError("sim-insufficient-quota", RateLimitException.class, "enforced_spend_limit_reached");
        assertError("sim-spend-limit-reached", RateLimitException.class, "enforced_spend_limit_reached");
        assertError("sim-broken-key", UnauthorizedException.class, "authentication_error");
        assertError("sim-status-402", PaymentRequiredException.class, "billing_error");
        assertError("sim-status-403", PermissionDeniedException.class, "permission_error");
        assertError("sim-model-gone", NotFoundException.class, "not_found_error");
        assertError("sim-status-413", ContentTooLargeException.class, "request_too_large");
        assertError("sim-context-length", BadRequestException.class, "prompt is too long");
        assertError("sim-content-filter", BadRequestException.class, "content filtering policy");
        assertError("sim-status-500", InternalServerException.class, "api_error");
        assertError("sim-status-504", InternalServerException.class, "timeout_error");
        assertError("sim-status-529", InternalServerException.class, "overloaded_error");
    }

    private void assertError(String model, Class<? extends AnthropicServiceException> type, String inBody) {
        assertThatThrownBy(() -> whole(ask(model)))
                .as(model)
                .isInstanceOfSatisfying(
                        type, e -> assertThat(e.body().toString()).contains(inBody));
        assertThatThrownBy(() -> events(ask(model))).as(model + " streamed").isInstanceOf(type);
    }

    @Test
    void retryAfterAndRequestIdAreInTheHeaders() {
        assertThatThrownBy(() -> whole(ask("sim-status-429-retry-after-2")))
                .isInstanceOfSatisfying(RateLimitException.class, e -> {
                    assertThat(e.headers().values("retry-after")).containsExactly("2");
                    assertThat(e.headers().values("request-id").getFirst()).startsWith("req_");
                    assertThat(e.body().toString())
                            .contains(e.headers().values("request-id").getFirst());
                });
    }

    @Test
    void refusalIsAnAnswerThatWasRefused() {
        assertThat(whole(ask("sim-content-filter-refusal")).stopReason()).hasValue(StopReason.REFUSAL);
        assertThat(streamed(ask("sim-content-filter-refusal")).stopReason()).hasValue(StopReason.REFUSAL);
    }

    @Test
    void emptyAndTruncatedAreWellFormed() {
        assertThat(whole(ask("sim-empty")).validate().content()).isEmpty();
        assertThat(streamed(ask("sim-empty")).content()).isEmpty();
        assertThat(streamed(ask("sim-truncated")).stopReason()).hasValue(StopReason.MAX_TOKENS);
    }

    @Test
    void slowFirstTokenIsBridgedWithoutContent() {
        simulator.faults().pace("claude", new Simulator.Pace(30, 1));
        assertThat(text(streamed(ask("m-paced")))).startsWith("Simulated answer from claude/m-paced");
    }

    @Test
    void toolCallCutShortIsStillWellFormed() {
        MessageCreateParams.Builder ask = ask("m").maxTokens(1)
                .addTool(Tool.builder()
                        .name("weather")
                        .inputSchema(Tool.InputSchema.builder()
                                .properties(Tool.InputSchema.Properties.builder()
                                        .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                        .build())
                                .build())
                        .build())
                .toolChoice(ToolChoiceAny.builder().build());
        assertThat(whole(ask).validate().content()).hasSize(1);
    }

    @Test
    void errorInTheStreamIsAnErrorOfTheClient() {
        assertThatThrownBy(() -> events(ask("sim-error-event-in-stream-3")))
                .isInstanceOf(AnthropicServiceException.class)
                .hasMessageContaining("Overloaded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sim-reset", "sim-reset-after-headers", "sim-cut-3"})
    void brokenConnectionsAreIoErrors(String model) {
        assertThatThrownBy(() -> events(ask(model))).isInstanceOf(AnthropicIoException.class);
        assertThatThrownBy(() -> whole(ask(model))).isInstanceOf(AnthropicException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sim-malformed-3", "sim-not-json"})
    void whatIsNotJsonIsAnErrorOfTheClient(String model) {
        assertThatThrownBy(() -> whole(ask(model)).validate()).isInstanceOf(AnthropicException.class);
    }

    @Test
    void modelsAreListed() {
        assertThat(client.models().list().data())
                .extracting(model -> model.validate().id())
                .contains("sim-healthy");
    }
}
