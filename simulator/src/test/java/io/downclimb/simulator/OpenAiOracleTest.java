package io.downclimb.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.completions.CompletionUsage;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's own client is the judge of the OpenAI format. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiOracleTest {
    private final Simulator simulator = Simulator.start(0);
    private final OpenAIClient client = OpenAIOkHttpClient.builder()
            .baseUrl(simulator.baseUrl() + "/primary/v1")
            .apiKey("sk-oracle")
            .maxRetries(0)
            .build();

    @AfterAll
    void close() {
        client.close();
        simulator.close();
    }

    private static ChatCompletionCreateParams.Builder ask(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addSystemMessage("Be brief")
                .addUserMessage("Why is snow white?");
    }

    private ChatCompletion whole(ChatCompletionCreateParams.Builder ask) {
        return client.chat().completions().create(ask.build());
    }

    private List<ChatCompletionChunk> streamed(ChatCompletionCreateParams.Builder ask) {
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(ask.build())) {
            return stream.stream().toList();
        }
    }

    private static String text(List<ChatCompletionChunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .map(choice -> choice.delta().content().orElse(""))
                .collect(Collectors.joining());
    }

    private static String finish(List<ChatCompletionChunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.finishReason().stream())
                .map(ChatCompletionChunk.Choice.FinishReason::asString)
                .collect(Collectors.joining(","));
    }

    @Test
    void wholeAnswerNamesProviderModelAndQuestion() {
        ChatCompletion answer = whole(ask("m"));
        ChatCompletion.Choice choice = answer.validate().choices().getFirst();
        assertThat(choice.message().content().orElseThrow())
                .startsWith("Simulated answer from primary/m: Why is snow white?");
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        CompletionUsage usage = answer.usage().orElseThrow();
        assertThat(usage.completionTokens()).isGreaterThanOrEqualTo(24);
        assertThat(usage.totalTokens()).isEqualTo(usage.promptTokens() + usage.completionTokens());
    }

    @Test
    void streamedAnswerIsTheWholeAnswer() {
        List<ChatCompletionChunk> chunks = streamed(ask("m").streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build()));
        chunks.forEach(ChatCompletionChunk::validate);
        assertThat(text(chunks))
                .isEqualTo(
                        whole(ask("m")).choices().getFirst().message().content().orElseThrow());
        assertThat(finish(chunks)).isEqualTo("stop");
        assertThat(chunks.getFirst().choices().getFirst().delta().role()).isPresent();
        assertThat(chunks.getLast().choices()).isEmpty();
        assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isGreaterThanOrEqualTo(24);
    }

    @Test
    void usageComesOnlyWhenAskedFor() {
        assertThat(streamed(ask("m"))).allMatch(chunk -> chunk.usage().isEmpty());
    }

    @Test
    void everyChoiceIsAnswered() {
        assertThat(whole(ask("m").n(3)).choices())
                .extracting(ChatCompletion.Choice::index)
                .containsExactly(0L, 1L, 2L);
        assertThat(finish(streamed(ask("m").n(2)))).isEqualTo("stop,stop");
    }

    @Test
    void fewerTokensAllowedThanSaidTruncates() {
        ChatCompletion answer = whole(ask("m").maxCompletionTokens(3));
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
        assertThat(answer.choices().getFirst().message().content()).hasValue("Simulated answer from");
        assertThat(finish(streamed(ask("m").maxCompletionTokens(3)))).isEqualTo("length");
    }

    @Test
    void requiredToolIsCalledWithArgumentsThatFit() {
        ChatCompletionCreateParams.Builder ask = ask("m").addTool(ChatCompletionFunctionTool.builder()
                        .function(FunctionDefinition.builder()
                                .name("weather")
                                .parameters(FunctionParameters.builder()
                                        .putAdditionalProperty("type", JsonValue.from("object"))
                                        .putAdditionalProperty(
                                                "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                        .build())
                                .build())
                        .build())
                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED);
        ChatCompletion.Choice choice = whole(ask).validate().choices().getFirst();
        assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        assertThat(choice.message()
                        .toolCalls()
                        .orElseThrow()
                        .getFirst()
                        .asFunction()
                        .function()
                        .arguments())
                .isEqualTo("{\"city\":\"simulated\"}");

        List<ChatCompletionChunk> chunks = streamed(ask);
        String arguments = chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(part -> part.delta().toolCalls().stream().flatMap(List::stream))
                .map(call -> call.function().orElseThrow().arguments().orElse(""))
                .collect(Collectors.joining());
        assertThat(arguments).isEqualTo("{\"city\":\"simulated\"}");
        assertThat(finish(chunks)).isEqualTo("tool_calls");
    }

    @Test
    void errorsHaveTheTypesOfTheClient() {
        assertError("sim-status-429-retry-after-2", RateLimitException.class, "rate_limit_exceeded");
        assertError("sim-insufficient-quota", RateLimitException.class, "insufficient_quota");
        assertError("sim-spend-limit-reached", RateLimitException.class, "insufficient_quota");
        assertError("sim-broken-key", UnauthorizedException.class, "invalid_api_key");
        assertError("sim-status-403", PermissionDeniedException.class, "unsupported_country_region_territory");
        assertError("sim-model-gone", NotFoundException.class, "model_not_found");
        assertError("sim-context-length", BadRequestException.class, "context_length_exceeded");
        assertError("sim-content-filter", BadRequestException.class, "content_policy_violation");
        assertError("sim-status-503", InternalServerException.class, null);
        assertError("sim-status-529", InternalServerException.class, null);
    }

    private void assertError(String model, Class<? extends OpenAIServiceException> type, @Nullable String code) {
        assertThatThrownBy(() -> whole(ask(model)))
                .as(model)
                .isInstanceOfSatisfying(
                        type, e -> assertThat(e.code().orElse(null)).isEqualTo(code));
        assertThatThrownBy(() -> streamed(ask(model))).as(model + " streamed").isInstanceOf(type);
    }

    @Test
    void retryAfterAndRequestIdAreInTheHeaders() {
        assertThatThrownBy(() -> whole(ask("sim-status-429-retry-after-2")))
                .isInstanceOfSatisfying(RateLimitException.class, e -> {
                    assertThat(e.headers().values("retry-after")).containsExactly("2");
                    assertThat(e.headers().values("x-request-id").getFirst()).startsWith("req_");
                    assertThat(e.headers().values("x-ratelimit-remaining-requests"))
                            .containsExactly("0");
                });
    }

    @Test
    void refusalIsAnAnswerThatWasFiltered() {
        assertThat(whole(ask("sim-content-filter-refusal")).choices().getFirst().finishReason())
                .isEqualTo(ChatCompletion.Choice.FinishReason.CONTENT_FILTER);
        assertThat(finish(streamed(ask("sim-content-filter-refusal")))).isEqualTo("content_filter");
    }

    @Test
    void emptyTruncatedAndGarbageAreWellFormed() {
        assertThat(whole(ask("sim-empty")).choices().getFirst().message().content())
                .hasValue("");
        assertThat(text(streamed(ask("sim-empty")))).isEmpty();
        assertThat(finish(streamed(ask("sim-truncated")))).isEqualTo("length");
        assertThat(text(streamed(ask("sim-garbage")))).startsWith("lantern of Tuesday");
    }

    @Test
    void endWithoutFinishReasonIsSeenAsSuch() {
        assertThat(finish(streamed(ask("sim-missing-end")))).isEmpty();
        assertThat(finish(streamed(ask("sim-missing-end-with-finish-reason")))).isEqualTo("stop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sim-reset", "sim-reset-after-headers", "sim-cut-3"})
    void brokenConnectionsAreIoErrors(String model) {
        assertThatThrownBy(() -> streamed(ask(model))).isInstanceOf(OpenAIIoException.class);
        assertThatThrownBy(() -> whole(ask(model))).isInstanceOf(OpenAIException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sim-malformed-3", "sim-malformed-3-continue", "sim-error-event-in-stream-3"})
    void brokenStreamsAreErrorsOfTheClient(String model) {
        assertThatThrownBy(() -> streamed(ask(model))).isInstanceOf(OpenAIException.class);
    }

    @Test
    void modelsAreListed() {
        assertThat(client.models().list().data())
                .extracting(model -> model.validate().id())
                .contains("sim-healthy");
    }
}
