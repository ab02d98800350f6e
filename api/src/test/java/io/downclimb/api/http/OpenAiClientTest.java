package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import io.downclimb.api.request.Refusal;
import io.downclimb.api.request.Reply;
import io.downclimb.workflows.activity.ErrorClass;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Does OpenAI's own client understand the OpenAI door? */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenAiClientTest {
    @SuppressWarnings("NullAway.Init") // before all
    private Doors doors;

    @SuppressWarnings("NullAway.Init") // before all
    private OpenAIClient client;

    @BeforeAll
    void open() {
        doors = new Doors();
        client = OpenAIOkHttpClient.builder()
                .baseUrl(doors.uri("/v1").toString())
                .apiKey("none")
                .maxRetries(0)
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
    void reads_an_answer() {
        ChatCompletion completion = client.chat().completions().create(call());
        assertThat(completion.choices().getFirst().message().content()).contains("Hello.");
        assertThat(completion.choices().getFirst().finishReason()).hasToString("stop");
        assertThat(completion.model()).isEqualTo("claude-test-1");
        assertThat(completion.usage().orElseThrow().totalTokens()).isEqualTo(15);
    }

    @Test
    void reads_a_stream() {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        ChatCompletionCreateParams call = call().toBuilder()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(call)) {
            stream.stream().forEach(accumulator::accumulate);
        }
        ChatCompletion completion = accumulator.chatCompletion();
        assertThat(completion.choices().getFirst().message().content()).contains("Hello.");
        assertThat(completion.usage().orElseThrow().totalTokens()).isEqualTo(15);
    }

    @Test
    void reads_errors() {
        doors.desk.refuses(new Refusal.UnknownRoute("x", "no route x"));
        assertThatThrownBy(() -> client.chat().completions().create(call()))
                .isInstanceOfSatisfying(
                        NotFoundException.class, e -> assertThat(e.code()).contains("model_not_found"));
        doors.desk.replies(
                new Reply.Failed(FakeDesk.ID, "support-answer", FakeDesk.NONE, null, "no rung was left", null, null));
        assertThatThrownBy(() -> client.chat().completions().create(call()))
                .isInstanceOfSatisfying(InternalServerException.class, e -> {
                    assertThat(e.statusCode()).isEqualTo(503);
                    assertThat(e.code()).contains("ladder_exhausted");
                    assertThat(e.headers().values("downclimb-request-id")).containsExactly(FakeDesk.ID);
                });
    }

    @Test
    void reads_an_error_where_it_asked_for_a_stream() {
        doors.desk.replies(new Reply.Failed(
                FakeDesk.ID,
                "support-answer",
                FakeDesk.NONE,
                ErrorClass.CONTEXT_LENGTH,
                "too long for every rung",
                null,
                null));
        assertThatThrownBy(() ->
                        client.chat().completions().createStreaming(call()).close())
                .isInstanceOfSatisfying(
                        BadRequestException.class, e -> assertThat(e.code()).contains("context_length_exceeded"));
    }

    @Test
    void lists_the_routes() {
        assertThat(client.models().list().data())
                .extracting(model -> model.id())
                .containsExactly("support-answer", "summary");
        assertThat(client.models().retrieve("summary").id()).isEqualTo("summary");
    }

    private static ChatCompletionCreateParams call() {
        return ChatCompletionCreateParams.builder()
                .model("support-answer")
                .addUserMessage("Hi")
                .build();
    }
}
