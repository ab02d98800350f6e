package io.downclimb.api.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.AsyncStreamResponse;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.errors.AnthropicIoException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
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

/** Anthropic's own Java client at the Anthropic door of a running service, a base URL and a token being all that it is told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(WithService.class)
class AnthropicJavaIT {
    private final Service service;
    private final Queue<AnthropicClient> clients = new ConcurrentLinkedQueue<>();
    private final AnthropicClient client;

    AnthropicJavaIT(Service service) {
        this.service = service;
        client = client(0, Duration.ofSeconds(60));
    }

    private AnthropicClient client(int retries, Duration timeout) {
        return client(Service.TOKEN, retries, timeout);
    }

    private AnthropicClient client(String token, int retries, Duration timeout) {
        AnthropicClient opened = AnthropicOkHttpClient.builder()
                .baseUrl(service.baseUrl())
                .apiKey(token)
                .maxRetries(retries)
                .timeout(timeout)
                .responseValidation(true)
                .build();
        clients.add(opened);
        return opened;
    }

    @AfterAll
    void close() {
        clients.forEach(AnthropicClient::close);
    }

    private AnthropicTalk on(String route) {
        return new AnthropicTalk(client, route);
    }

    @ParameterizedTest
    @CsvSource({
        "by-claude, claude, false", "by-claude, claude, true",
        "by-gpt, gpt, false", "by-gpt, gpt, true",
        "falls-to-gpt, gpt, false", "falls-to-gpt, gpt, true",
        "falls-to-claude, claude, false", "falls-to-claude, claude, true",
    })
    void anAnswerIsRead(String route, String by, boolean stream) {
        on(route).asks(by, stream);
    }

    @Test
    void theLabelIsInTheHeaders() {
        MessageCreateParams call =
                AnthropicTalk.ask("falls-to-gpt", "Whose words?").build();
        try (HttpResponseFor<Message> response =
                client.messages().withRawResponse().create(call)) {
            assertThat(response.headers().values("downclimb-tier")).containsExactly("secondary");
            assertThat(response.headers().values("downclimb-degraded")).containsExactly("true");
            assertThat(AnthropicTalk.text(response.parse())).contains("gpt/well");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aCannedTextIsRead(boolean stream) {
        Message answer = on("canned").said(AnthropicTalk.ask("canned", "Anyone?"), stream);
        assertThat(AnthropicTalk.text(answer)).startsWith("later, see ");
        assertThat(answer.stopReason()).hasValue(StopReason.END_TURN);
    }

    @ParameterizedTest
    @CsvSource({"by-claude, false", "by-claude, true", "by-gpt, false", "by-gpt, true", "falls-to-gpt, true"})
    void aToolIsUsed(String route, boolean stream) {
        on(route).usesATool(stream);
    }

    @ParameterizedTest
    @CsvSource({"by-claude, false", "by-claude, true", "by-gpt, false", "by-gpt, true", "falls-to-gpt, true"})
    void toolsAreUsedSideBySide(String route, boolean stream) {
        on(route).usesToolsSideBySide(stream);
    }

    @ParameterizedTest
    @ValueSource(strings = {"by-claude", "by-gpt"})
    void toolsAreUsedOneAtATime(String route) {
        on(route).usesOneToolAtATime();
    }

    @ParameterizedTest
    @ValueSource(strings = {"by-claude", "by-gpt"})
    void aFormIsParsed(String route) {
        on(route).parses();
    }

    @ParameterizedTest
    @ValueSource(strings = {"by-claude", "by-gpt", "falls-to-gpt"})
    void imagesAreSeen(String route) {
        on(route).showsImages();
    }

    @Test
    void theAsynchronousClientReadsBothWays() throws Exception {
        MessageCreateParams call =
                AnthropicTalk.ask("by-claude", "Asynchronously?").build();
        CompletableFuture<Message> whole = client.async().messages().create(call);
        MessageAccumulator accumulator = MessageAccumulator.create();
        AsyncStreamResponse<RawMessageStreamEvent> stream =
                client.async().messages().createStreaming(call);
        stream.subscribe(accumulator::accumulate).onCompleteFuture().get(20, TimeUnit.SECONDS);
        assertThat(AnthropicTalk.text(accumulator.message()))
                .isEqualTo(AnthropicTalk.text(whole.get(20, TimeUnit.SECONDS)))
                .contains("Asynchronously?");
    }

    @Test
    void anUnknownTokenIsUnauthorized() {
        AnthropicClient stranger = client("dc-unknown", 0, Duration.ofSeconds(60));
        assertThatThrownBy(() -> new AnthropicTalk(stranger, "by-claude").asks("claude", false))
                .isInstanceOfSatisfying(UnauthorizedException.class, e -> saysType(e, "authentication_error"));
    }

    @Test
    void anUnknownRouteIsNotFound() {
        fails("nowhere", NotFoundException.class, "not_found_error");
    }

    @Test
    void aBodyThatNoProviderTakesIsTurnedDown() {
        assertThatThrownBy(() -> client.messages()
                        .create(MessageCreateParams.builder()
                                .model("by-claude")
                                .maxTokens(100)
                                .messages(List.of())
                                .build()))
                .isInstanceOfSatisfying(BadRequestException.class, e -> {
                    saysType(e, "invalid_request_error");
                    assertThat(e.body().toString()).contains("messages");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"too-long-for-claude", "too-long-for-gpt", "forbidden-by-claude", "forbidden-by-gpt"})
    void whatTheProvidersTurnDownIsTheCallersFault(String route) {
        fails(route, BadRequestException.class, "invalid_request_error");
    }

    @ParameterizedTest
    @CsvSource({"refused-by-claude, false", "refused-by-claude, true", "refused-by-gpt, false", "refused-by-gpt, true"})
    void whatIsRefusedComesAsARefusal(String route, boolean stream) {
        assertThat(on(route).said(AnthropicTalk.ask(route, "May I?"), stream).stopReason())
                .hasValue(StopReason.REFUSAL);
    }

    @Test
    void aLadderWithoutAnAnswerIsAnErrorOfTheServer() {
        assertThatThrownBy(() -> on("exhausted").whole(AnthropicTalk.ask("exhausted", "Well?")))
                .isInstanceOf(InternalServerException.class);
        assertThatThrownBy(() -> on("exhausted").streamed(AnthropicTalk.ask("exhausted", "Well?")))
                .isInstanceOf(InternalServerException.class);
    }

    private void fails(String route, Class<? extends AnthropicServiceException> type, String errorType) {
        assertThatThrownBy(() -> on(route).whole(AnthropicTalk.ask(route, "Well?")))
                .isInstanceOfSatisfying(type, e -> saysType(e, errorType));
        assertThatThrownBy(() -> on(route).streamed(AnthropicTalk.ask(route, "Well?")))
                .isInstanceOfSatisfying(type, e -> saysType(e, errorType));
    }

    private static void saysType(AnthropicServiceException error, String type) {
        assertThat(error.body().toString()).contains(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"too-long-for-claude", "exhausted"})
    void aClientThatRetriesDoesNotRepeatWhatIsConcluded(String route) {
        AnthropicClient retrying = client(2, Duration.ofSeconds(60));
        String question = "Asked once by anthropic-java on " + route + "?";
        assertThatThrownBy(() -> new AnthropicTalk(retrying, route).whole(AnthropicTalk.ask(route, question)))
                .isInstanceOf(AnthropicServiceException.class);
        assertThat(service.callsAbout(question)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Execution(ExecutionMode.CONCURRENT)
    void aCallerWhoIsInterruptedCancelsTheCallToTheProvider(boolean stream) throws Exception {
        String question = "Interrupted with anthropic-java, streaming " + stream + "?";
        Interruption.cancels(
                service,
                question,
                () -> on("silent").said(AnthropicTalk.ask("silent", question), stream),
                AnthropicIoException.class);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aClientThatIsOutOfPatienceCancelsTheCallToTheProvider() throws Exception {
        String question = "Out of patience with anthropic-java?";
        AnthropicClient impatient = client(0, Duration.ofSeconds(5));
        assertThatThrownBy(() -> new AnthropicTalk(impatient, "silent").whole(AnthropicTalk.ask("silent", question)))
                .isInstanceOf(AnthropicIoException.class);
        service.awaitHangUpAbout(question);
        assertThat(service.callsAbout(question)).hasSize(1);
    }
}
