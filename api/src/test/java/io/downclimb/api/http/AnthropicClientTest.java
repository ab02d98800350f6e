package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.downclimb.api.request.Refusal;
import io.downclimb.api.request.Reply;
import io.downclimb.workflows.activity.ErrorClass;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Does Anthropic's own client understand the Anthropic door? It tries again by itself here, as it does out of the box. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnthropicClientTest {
    private static final Reply EXHAUSTED =
            new Reply.Failed(FakeDesk.ID, "support-answer", FakeDesk.NONE, null, "no rung was left", null, null);

    @SuppressWarnings("NullAway.Init") // before all
    private Doors doors;

    @SuppressWarnings("NullAway.Init") // before all
    private AnthropicClient client;

    @BeforeAll
    void open() {
        doors = new Doors();
        client = AnthropicOkHttpClient.builder()
                .baseUrl(doors.uri("").toString())
                .apiKey("none")
                .responseValidation(true)
                .build();
    }

    @AfterAll
    void close() {
        client.close();
        doors.close();
    }

    @BeforeEach
    void reset() {
        doors.desk.reset();
    }

    @Test
    void reads_an_answer() throws Exception {
        Message message = client.messages().create(call());
        assertThat(message.content().getFirst().asText().text()).isEqualTo("Hello.");
        assertThat(message.stopReason()).hasValue(StopReason.END_TURN);
        assertThat(message.model()).hasToString("claude-test-1");
        assertThat(message.usage().inputTokens()).isEqualTo(12);
        assertThat(message._additionalProperties()).containsKey("downclimb");
        assertThat(doors.desk.taken(doors.desk.submissions).route()).isEqualTo("support-answer");
    }

    @Test
    void reads_everything_an_anthropic_provider_says_whole_and_streamed_alike() throws Exception {
        doors.desk.replies(FakeDesk.answered(FakeDesk.WHOLE, Messages.answer(Messages.NATIVE)));
        // The client's own check knows no name of a server's tool to be right.
        RequestOptions unchecked =
                RequestOptions.builder().responseValidation(false).build();
        Message whole = client.messages().create(call(), unchecked);
        assertThat(Messages.tree(whole).path("content"))
                .isEqualTo(Messages.answer(Messages.NATIVE).at("/anthropic-messages/content"));
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(call(), unchecked)) {
            stream.stream().forEach(accumulator::accumulate);
        }
        assertThat(Messages.tree(accumulator.message())).isEqualTo(Messages.tree(whole));
    }

    @Test
    void reads_errors_and_their_request_ids() {
        doors.desk.refuses(new Refusal.UnknownRoute("x", "no route x"));
        assertThatThrownBy(() -> client.messages().create(call()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("no route x");
        doors.desk.replies(new Reply.Failed(
                FakeDesk.ID,
                "support-answer",
                FakeDesk.NONE,
                ErrorClass.INVALID_REQUEST,
                "refused",
                400,
                Json.object().put("message", "messages: roles must alternate").put("type", "invalid_request_error")));
        assertThatThrownBy(() -> client.messages().createStreaming(call()).close())
                .isInstanceOfSatisfying(BadRequestException.class, e -> {
                    assertThat(e.headers().values("request-id")).containsExactly(FakeDesk.ID);
                    assertThat(e.body().toString()).contains("roles must alternate", "primary:OVERLOADED");
                });
    }

    @Test
    void an_error_within_a_stream_is_an_event_of_its_own() {
        String event = new String(
                AnthropicDialect.DIALECT.failure(Problems.of((Reply.Failed) EXHAUSTED)), StandardCharsets.UTF_8);
        assertThat(event).startsWith("event: error\ndata: {\"type\":\"error\",").endsWith("}\n\n");
        assertThat(Json.read(event.substring(event.indexOf('{')))
                        .at("/downclimb/attempts")
                        .intValue())
                .isEqualTo(2);
    }

    @Test
    void a_failure_for_good_is_not_tried_again() throws Exception {
        doors.desk.replies(EXHAUSTED);
        assertThatThrownBy(() -> client.messages().create(call()))
                .isInstanceOfSatisfying(
                        InternalServerException.class,
                        e -> assertThat(e.statusCode()).isEqualTo(503));
        assertThat(doors.desk.submissions).hasSize(1);
        doors.desk.submissions.clear();
        doors.desk.replies(new Reply.Cancelled(FakeDesk.ID, "support-answer", "by another"));
        assertThatThrownBy(() -> client.messages().create(call())).isInstanceOf(AnthropicServiceException.class);
        assertThat(doors.desk.submissions).hasSize(1);
    }

    @Test
    void nor_does_openais_client_try_again() {
        doors.desk.replies(EXHAUSTED);
        OpenAIClient openAi = OpenAIOkHttpClient.builder()
                .baseUrl(doors.uri("/v1").toString())
                .apiKey("none")
                .build();
        ChatCompletionCreateParams call = ChatCompletionCreateParams.builder()
                .model("support-answer")
                .addUserMessage("Hi")
                .build();
        assertThatThrownBy(() -> openAi.chat().completions().create(call))
                .isInstanceOf(com.openai.errors.InternalServerException.class);
        assertThat(doors.desk.submissions).hasSize(1);
        openAi.close();
    }

    @Test
    void where_it_helps_it_tries_again() {
        doors.desk.refuses(new Refusal.Unavailable("postgres", "no Postgres"));
        assertThatThrownBy(() -> client.messages().create(call())).isInstanceOf(InternalServerException.class);
        assertThat(doors.desk.submissions).hasSize(3);
    }

    @Test
    void lists_the_routes() {
        assertThat(client.models().list().data())
                .extracting(model -> model.validate().id())
                .containsExactly("support-answer", "summary");
        assertThat(client.models().retrieve("summary").displayName()).isEqualTo("summary");
        assertThatThrownBy(() -> client.models().retrieve("none"))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        e -> assertThat(e.body().toString()).contains("not_found_error"));
    }

    @Test
    void other_doors_do_not_show_what_an_answer_holds_for_this_one() {
        doors.desk.replies(FakeDesk.answered(FakeDesk.WHOLE, Messages.answer(Messages.NATIVE)));
        List<HttpResponse<String>> replies = List.of(
                doors.post(Doors.CHAT, Doors.OPENAI_BODY),
                doors.post(Doors.CHAT, Doors.OPENAI_BODY.replace("{\"model\"", "{\"stream\":true,\"model\"")),
                doors.post(Doors.REQUESTS, Doors.NATIVE_BODY));
        for (HttpResponse<String> reply : replies) {
            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.body()).contains("It rains.").doesNotContain("anthropic-messages", "c2lnbmVk");
        }
    }

    private static MessageCreateParams call() {
        return MessageCreateParams.builder()
                .model("support-answer")
                .maxTokens(100)
                .addUserMessage("Hi")
                .build();
    }
}
