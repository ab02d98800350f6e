package io.downclimb.api.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.InternalServerException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's clients where another format serves them: tools, forms and images are translated, and what is concluded is not asked again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(WithService.class)
class OpenAiAcrossIT {
    private final Service service;
    private final Queue<OpenAIClient> clients = new ConcurrentLinkedQueue<>();
    private final OpenAIClient client;

    OpenAiAcrossIT(Service service) {
        this.service = service;
        client = client(0);
    }

    private OpenAIClient client(int retries) {
        OpenAIClient opened = OpenAIOkHttpClient.builder()
                .baseUrl(service.baseUrl() + "/v1")
                .apiKey(Service.TOKEN)
                .maxRetries(retries)
                .responseValidation(true)
                .build();
        clients.add(opened);
        return opened;
    }

    @AfterAll
    void close() {
        clients.forEach(OpenAIClient::close);
    }

    private OpenAiTalk on(String route) {
        return new OpenAiTalk(client, route);
    }

    @ParameterizedTest
    @CsvSource({"by-claude, false", "by-claude, true", "falls-to-claude, true"})
    void aToolIsUsed(String route, boolean stream) {
        on(route).usesATool(stream);
    }

    @ParameterizedTest
    @CsvSource({"by-claude, false", "by-claude, true", "falls-to-claude, true"})
    void toolsAreUsedSideBySide(String route, boolean stream) {
        on(route).usesToolsSideBySide(stream);
    }

    @Test
    void toolsAreUsedOneAtATime() {
        on("by-claude").usesOneToolAtATime();
    }

    @ParameterizedTest
    @ValueSource(strings = {"by-claude", "falls-to-claude"})
    void aFormIsParsed(String route) {
        on(route).parses();
    }

    @ParameterizedTest
    @ValueSource(strings = {"by-claude", "falls-to-claude"})
    void imagesAreSeen(String route) {
        on(route).showsImages();
    }

    @Test
    void logProbabilitiesAreStreamed() {
        on("by-gpt").seesLogProbabilities(true);
    }

    @Test
    void aClientThatRetriesDoesNotRepeatWhatIsConcluded() {
        OpenAIClient retrying = client(2);
        String question = "Asked once by openai-java?";
        assertThatThrownBy(() -> new OpenAiTalk(retrying, "exhausted").whole(OpenAiTalk.ask("exhausted", question)))
                .isInstanceOf(InternalServerException.class);
        assertThat(service.callsAbout(question)).hasSize(1);
    }

    @TestFactory
    Stream<DynamicTest> python() {
        return PythonRun.of(
                service,
                "openai_client.py",
                List.of(
                        "tools:by-claude",
                        "tools:falls-to-claude",
                        "parallel_tools:by-claude",
                        "parallel_tools:falls-to-claude",
                        "parse:by-claude",
                        "images:by-claude",
                        "content_policy:forbidden-by-claude",
                        "concluded_is_not_repeated:exhausted"));
    }
}
