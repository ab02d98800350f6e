package io.downclimb.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.GenAiIOException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.BlockedReason;
import com.google.genai.types.Content;
import com.google.genai.types.FinishReason;
import com.google.genai.types.FunctionCallingConfig;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.ListModelsConfig;
import com.google.genai.types.Part;
import com.google.genai.types.Schema;
import com.google.genai.types.Tool;
import com.google.genai.types.ToolConfig;
import com.google.genai.types.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Google's own client is the judge of the Gemini format. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GeminiOracleTest {
    private static final String QUESTION = "Why is snow white?";

    private final Simulator simulator = Simulator.start(0);
    private final Client client = Client.builder()
            .apiKey("AIza-oracle")
            .vertexAI(false)
            .httpOptions(HttpOptions.builder()
                    .baseUrl(simulator.baseUrl() + "/google")
                    .retryOptions(HttpRetryOptions.builder().attempts(1).build())
                    .build())
            .build();

    @AfterAll
    void close() {
        client.close();
        simulator.close();
    }

    private static GenerateContentConfig.Builder brief() {
        return GenerateContentConfig.builder().systemInstruction(Content.fromParts(Part.fromText("Be brief")));
    }

    private GenerateContentResponse whole(String model, GenerateContentConfig.Builder config) {
        return client.models.generateContent(model, QUESTION, config.build());
    }

    private List<GenerateContentResponse> chunks(String model, GenerateContentConfig.Builder config) {
        List<GenerateContentResponse> chunks = new ArrayList<>();
        try (ResponseStream<GenerateContentResponse> stream =
                client.models.generateContentStream(model, QUESTION, config.build())) {
            stream.forEach(chunks::add);
        }
        return chunks;
    }

    private static String text(List<GenerateContentResponse> chunks) {
        return chunks.stream().map(GenerateContentResponse::text).collect(Collectors.joining());
    }

    private static FinishReason.Known finish(GenerateContentResponse answer) {
        return answer.finishReason().knownEnum();
    }

    @Test
    void wholeAnswerNamesProviderModelAndQuestion() {
        GenerateContentResponse answer = whole("m", brief());
        assertThat(answer.text()).startsWith("Simulated answer from google/m: Why is snow white?");
        assertThat(finish(answer)).isEqualTo(FinishReason.Known.STOP);
        assertThat(answer.usageMetadata().orElseThrow().candidatesTokenCount().orElseThrow())
                .isGreaterThanOrEqualTo(24);
        assertThat(answer.modelVersion()).hasValue("m");
    }

    @Test
    void streamedAnswerIsTheWholeAnswer() {
        List<GenerateContentResponse> chunks = chunks("m", brief());
        assertThat(chunks).hasSizeGreaterThan(24);
        assertThat(text(chunks)).isEqualTo(whole("m", brief()).text());
        assertThat(finish(chunks.getLast())).isEqualTo(FinishReason.Known.STOP);
    }

    @Test
    void fewerTokensAllowedThanSaidTruncates() {
        assertThat(finish(whole("m", brief().maxOutputTokens(3)))).isEqualTo(FinishReason.Known.MAX_TOKENS);
        assertThat(text(chunks("m", brief().maxOutputTokens(3)))).isEqualTo("Simulated answer from");
    }

    @Test
    void severalCandidatesAreSeveral() {
        assertThat(whole("m", brief().candidateCount(2)).candidates().orElseThrow())
                .hasSize(2);
    }

    @Test
    void requiredToolIsCalledWithArgumentsThatFitEitherFormOfSchema() {
        FunctionDeclaration own = FunctionDeclaration.builder()
                .name("weather")
                .parameters(Schema.builder()
                        .type(Type.Known.OBJECT)
                        .properties(Map.of(
                                "city", Schema.builder().type(Type.Known.STRING).build()))
                        .build())
                .build();
        FunctionDeclaration json = FunctionDeclaration.builder()
                .name("weather")
                .parametersJsonSchema(Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string"))))
                .build();
        for (FunctionDeclaration function : List.of(own, json)) {
            GenerateContentConfig.Builder config = brief().tools(
                            Tool.builder().functionDeclarations(function).build())
                    .toolConfig(ToolConfig.builder()
                            .functionCallingConfig(FunctionCallingConfig.builder()
                                    .mode("ANY")
                                    .allowedFunctionNames("weather")
                                    .build())
                            .build());
            List<GenerateContentResponse> streamed = chunks("m", config);
            for (GenerateContentResponse answer : List.of(whole("m", config), streamed.get(streamed.size() - 2))) {
                assertThat(answer.functionCalls()).singleElement().satisfies(call -> {
                    assertThat(call.name()).hasValue("weather");
                    assertThat(call.args()).hasValue(Map.of("city", "simulated"));
                });
            }
            assertThat(finish(streamed.getLast())).isEqualTo(FinishReason.Known.STOP);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "sim-status-400, 400, INVALID_ARGUMENT",
        "sim-status-401, 401, UNAUTHENTICATED",
        "sim-status-402, 402, RESOURCE_EXHAUSTED",
        "sim-status-403, 403, PERMISSION_DENIED",
        "sim-status-429-retry-after-2, 429, RESOURCE_EXHAUSTED",
        "sim-insufficient-quota, 429, RESOURCE_EXHAUSTED",
        "sim-broken-key, 400, INVALID_ARGUMENT",
        "sim-model-gone, 404, NOT_FOUND",
        "sim-context-length, 400, INVALID_ARGUMENT",
    })
    void errorsOfTheCallerHaveTheStatusOfTheClient(String model, int code, String status) {
        assertError(ClientException.class, model, code, status);
    }

    @ParameterizedTest
    @CsvSource({
        "sim-status-500, 500, INTERNAL",
        "sim-status-503, 503, UNAVAILABLE",
        "sim-status-504, 504, DEADLINE_EXCEEDED",
        "sim-status-529, 503, UNAVAILABLE",
    })
    void errorsOfTheProviderHaveTheStatusOfTheClient(String model, int code, String status) {
        assertError(ServerException.class, model, code, status);
    }

    private void assertError(Class<? extends ApiException> type, String model, int code, String status) {
        assertThatThrownBy(() -> whole(model, brief())).isInstanceOfSatisfying(type, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.status()).isEqualTo(status);
        });
        assertThatThrownBy(() -> chunks(model, brief())).isInstanceOf(type);
    }

    @Test
    void blockedPromptIsAnAnswerWithoutCandidates() {
        List<GenerateContentResponse> answers = new ArrayList<>(chunks("sim-content-filter", brief()));
        answers.add(whole("sim-content-filter", brief()));
        assertThat(answers).hasSize(2).allSatisfy(answer -> {
            assertThat(answer.candidates()).isEmpty();
            assertThat(answer.promptFeedback().orElseThrow().blockReason().map(BlockedReason::knownEnum))
                    .hasValue(BlockedReason.Known.PROHIBITED_CONTENT);
        });
    }

    @Test
    void refusalEndsForSafety() {
        assertThat(finish(whole("sim-content-filter-refusal", brief()))).isEqualTo(FinishReason.Known.SAFETY);
        assertThat(finish(chunks("sim-content-filter-refusal", brief()).getLast()))
                .isEqualTo(FinishReason.Known.SAFETY);
    }

    @Test
    void emptyAndTruncatedAreWellFormed() {
        assertThat(finish(whole("sim-empty", brief()))).isEqualTo(FinishReason.Known.STOP);
        assertThat(text(chunks("sim-empty", brief()))).isEmpty();
        assertThat(finish(chunks("sim-truncated", brief()).getLast())).isEqualTo(FinishReason.Known.MAX_TOKENS);
    }

    @Test
    void errorInTheStreamIsAnErrorOfTheClient() {
        assertThatThrownBy(() -> chunks("sim-error-event-in-stream-3", brief()))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("overloaded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sim-reset", "sim-reset-after-headers", "sim-cut-3"})
    void brokenConnectionsAreIoErrors(String model) {
        assertThatThrownBy(() -> whole(model, brief())).isInstanceOf(GenAiIOException.class);
    }

    @Test
    void modelsAreListed() {
        assertThat(client.models.list(ListModelsConfig.builder().build()))
                .extracting(model -> model.name().orElseThrow())
                .contains("models/sim-healthy");
    }
}
