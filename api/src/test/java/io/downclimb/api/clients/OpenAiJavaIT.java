package io.downclimb.api.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.HttpResponseFor;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's own Java client at the OpenAI door of a running service, a base URL and a token being all that it is told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(WithService.class)
class OpenAiJavaIT {
    private final Service service;
    private final Queue<OpenAIClient> clients = new ConcurrentLinkedQueue<>();
    private final OpenAIClient client;

    OpenAiJavaIT(Service service) {
        this.service = service;
        client = client(0, Duration.ofSeconds(60));
    }

    private OpenAIClient client(int retries, Duration timeout) {
        OpenAIClient opened = OpenAIOkHttpClient.builder()
                .baseUrl(service.baseUrl() + "/v1")
                .apiKey(Service.TOKEN)
                .maxRetries(retries)
                .timeout(timeout)
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
    @CsvSource({"by-gpt, gpt", "by-claude, claude", "falls-to-gpt, gpt", "falls-to-claude, claude"})
    void anAnswerIsRead(String route, String by) {
        on(route).asks(by);
    }

    @Test
    void theLabelIsInHeadersAndBody() throws IOException {
        ChatCompletionCreateParams call =
                OpenAiTalk.ask("falls-to-claude", "Whose words?").build();
        try (HttpResponseFor<ChatCompletion> response =
                client.chat().completions().withRawResponse().create(call)) {
            assertThat(response.headers().values("downclimb-tier")).containsExactly("secondary");
            assertThat(response.headers().values("downclimb-degraded")).containsExactly("true");
            JsonNode label = new ObjectMapper().readTree(response.body()).path("downclimb");
            assertThat(label.path("provider").asText()).isEqualTo("claude");
            assertThat(label.path("notice").asText()).isEqualTo("a backup model");
        }
    }

    @Test
    void aCannedTextIsRead() {
        for (ChatCompletion answer : List.of(
                on("canned").whole(OpenAiTalk.ask("canned", "Anyone?")),
                on("canned").streamed(OpenAiTalk.ask("canned", "Anyone?")))) {
            assertThat(OpenAiTalk.text(answer)).startsWith("later, see ");
            assertThat(OpenAiTalk.finish(answer)).isEqualTo("stop");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aToolIsUsed(boolean stream) {
        on("by-gpt").usesATool(stream);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void toolsAreUsedSideBySide(boolean stream) {
        on("by-gpt").usesToolsSideBySide(stream);
    }

    @Test
    void toolsAreUsedOneAtATime() {
        on("by-gpt").usesOneToolAtATime();
    }

    @Test
    void toolsAreUsedOnTheFallbackToo() {
        on("falls-to-gpt").usesToolsSideBySide(true);
    }

    @Test
    void aFormIsParsed() {
        on("by-gpt").parses();
    }

    @Test
    void imagesAreSeen() {
        on("by-gpt").showsImages();
    }

    @Test
    void logProbabilitiesAreSeen() {
        on("by-gpt").seesLogProbabilities(false);
    }

    @Test
    void theAsynchronousClientReadsBothWays() throws Exception {
        ChatCompletionCreateParams call =
                OpenAiTalk.ask("by-gpt", "Asynchronously?").build();
        CompletableFuture<ChatCompletion> whole =
                client.async().chat().completions().create(call);
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        AsyncStreamResponse<ChatCompletionChunk> stream =
                client.async().chat().completions().createStreaming(call);
        stream.subscribe(accumulator::accumulate).onCompleteFuture().get(20, TimeUnit.SECONDS);
        assertThat(OpenAiTalk.text(accumulator.chatCompletion()))
                .isEqualTo(OpenAiTalk.text(whole.get(20, TimeUnit.SECONDS)))
                .contains("Asynchronously?");
    }

    @Test
    void anUnknownTokenIsUnauthorized() {
        OpenAIClient stranger = client.withOptions(options -> options.apiKey("dc-unknown"));
        assertThatThrownBy(() -> new OpenAiTalk(stranger, "by-gpt").asks("gpt"))
                .isInstanceOfSatisfying(
                        UnauthorizedException.class, e -> assertThat(e.code()).contains("invalid_api_key"));
    }

    @Test
    void anUnknownRouteIsNotFound() {
        fails("nowhere", NotFoundException.class, "model_not_found");
    }

    @Test
    void aBodyThatNoProviderTakesIsTurnedDownAndNamesTheField() {
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(ChatCompletionCreateParams.builder()
                                .model("by-gpt")
                                .messages(List.of())
                                .build()))
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.param()).contains("messages"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"too-long-for-gpt", "too-long-for-claude"})
    void tooLongAPromptSaysSo(String route) {
        fails(route, BadRequestException.class, "context_length_exceeded");
    }

    @Test
    void whatThePolicyForbidsIsAnError() {
        fails("forbidden-by-gpt", BadRequestException.class, "content_policy_violation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refused-by-gpt", "refused-by-claude"})
    void whatIsRefusedComesAsARefusal(String route) {
        assertThat(OpenAiTalk.finish(on(route).whole(OpenAiTalk.ask(route, "May I?"))))
                .isEqualTo("content_filter");
        assertThat(OpenAiTalk.finish(on(route).streamed(OpenAiTalk.ask(route, "May I?"))))
                .isEqualTo("content_filter");
    }

    @Test
    void aLadderWithoutAnAnswerIsAnErrorOfTheServer() {
        fails("exhausted", InternalServerException.class, "ladder_exhausted");
    }

    private void fails(String route, Class<? extends OpenAIServiceException> type, String code) {
        assertThatThrownBy(() -> on(route).whole(OpenAiTalk.ask(route, "Well?")))
                .isInstanceOfSatisfying(type, e -> assertThat(e.code()).contains(code));
        assertThatThrownBy(() -> on(route).streamed(OpenAiTalk.ask(route, "Well?")))
                .isInstanceOfSatisfying(type, e -> assertThat(e.code()).contains(code));
    }

    @Test
    void aClientThatRetriesDoesNotRepeatWhatIsItsOwnFault() {
        OpenAIClient retrying = client(2, Duration.ofSeconds(60));
        String question = "Too long, whoever asks again?";
        assertThatThrownBy(() -> new OpenAiTalk(retrying, "too-long-for-gpt")
                        .whole(OpenAiTalk.ask("too-long-for-gpt", question)))
                .isInstanceOf(BadRequestException.class);
        assertThat(service.callsAbout(question)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Execution(ExecutionMode.CONCURRENT)
    void aCallerWhoIsInterruptedCancelsTheCallToTheProvider(boolean stream) throws Exception {
        String question = "Interrupted, streaming " + stream + "?";
        OpenAiTalk talk = on("silent");
        ChatCompletionCreateParams.Builder ask = OpenAiTalk.ask("silent", question);
        Interruption.cancels(
                service, question, () -> stream ? talk.streamed(ask) : talk.whole(ask), OpenAIIoException.class);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aClientThatIsOutOfPatienceCancelsTheCallToTheProvider() throws Exception {
        String question = "Out of patience?";
        OpenAIClient impatient = client(0, Duration.ofSeconds(5));
        assertThatThrownBy(() -> new OpenAiTalk(impatient, "silent").whole(OpenAiTalk.ask("silent", question)))
                .isInstanceOf(OpenAIIoException.class);
        service.awaitHangUpAbout(question);
        assertThat(service.callsAbout(question)).hasSize(1);
    }
}
