package io.downclimb.api.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.AnthropicException;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.OpenAIException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Live streams, read by the clients of both doors: they may be closed in their midst, and one that broke for good is an error to its reader. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(WithService.class)
class LiveClientsIT {
    private final Service service;
    private final OpenAIClient openAi;
    private final AnthropicClient anthropic;

    LiveClientsIT(Service service) {
        this.service = service;
        openAi = OpenAIOkHttpClient.builder()
                .baseUrl(service.baseUrl() + "/v1")
                .apiKey(Service.TOKEN)
                .maxRetries(0)
                .build();
        anthropic = AnthropicOkHttpClient.builder()
                .baseUrl(service.baseUrl())
                .apiKey(Service.TOKEN)
                .maxRetries(0)
                .build();
    }

    @AfterAll
    void close() {
        openAi.close();
        anthropic.close();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void openAisClientClosesAStreamInItsMidst() throws Exception {
        String question = "Closed by openai-java?";
        try (var stream = openAi.chat()
                .completions()
                .createStreaming(OpenAiTalk.ask("live", question).build())) {
            assertThat(stream.stream().filter(LiveClientsIT::hasText).findFirst())
                    .isPresent();
        }
        service.awaitHangUpAbout(question);
        assertThat(service.callsAbout(question)).hasSize(1);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anthropicsClientClosesAStreamInItsMidst() throws Exception {
        String question = "Closed by anthropic-java?";
        try (var stream = anthropic
                .messages()
                .createStreaming(AnthropicTalk.ask("live", question).build())) {
            assertThat(stream.stream()
                            .filter(RawMessageStreamEvent::isContentBlockDelta)
                            .findFirst())
                    .isPresent();
        }
        service.awaitHangUpAbout(question);
        assertThat(service.callsAbout(question)).hasSize(1);
    }

    @Test
    void aStreamThatBrokeForGoodIsAnErrorToOpenAisClient() {
        assertThatThrownBy(() ->
                        new OpenAiTalk(openAi, "live-broken").streamed(OpenAiTalk.ask("live-broken", "And then what?")))
                .isInstanceOf(OpenAIException.class);
    }

    @Test
    void aStreamThatBrokeForGoodIsAnErrorToAnthropicsClient() {
        assertThatThrownBy(() -> new AnthropicTalk(anthropic, "live-broken")
                        .streamed(AnthropicTalk.ask("live-broken", "And then what?")))
                .isInstanceOf(AnthropicException.class);
    }

    @TestFactory
    Stream<DynamicTest> pythonOfOpenAi() {
        return PythonRun.of(service, "openai_client.py", List.of("closing:live", "broken_stream:live-broken"));
    }

    @TestFactory
    Stream<DynamicTest> pythonOfAnthropic() {
        return PythonRun.of(service, "anthropic_client.py", List.of("closing:live", "broken_stream:live-broken"));
    }

    private static boolean hasText(ChatCompletionChunk chunk) {
        return chunk.choices().stream()
                .anyMatch(choice -> !choice.delta().content().orElse("").isEmpty());
    }
}
