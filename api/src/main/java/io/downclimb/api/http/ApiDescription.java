package io.downclimb.api.http;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.info.Info;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the OpenAPI description says of bodies that pass through as JSON trees. */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Downclimb",
                        version = "1",
                        description =
                                "Answers LLM requests that must be answered. Times are in ms unless a field says otherwise,"
                                        + " instants in ISO 8601, costs in US dollars, sizes of text in tokens."),
        security = @SecurityRequirement(name = "token"))
@SecurityScheme(
        name = "token",
        type = SecuritySchemeType.HTTP,
        scheme = "bearer",
        description = "Needed where the server has tokens")
final class ApiDescription {
    private ApiDescription() {}

    @Schema(name = "Message", description = "One message, in the form of its door")
    record Message(
            @Schema(example = "user") String role,

            @Schema(description = "A string, an array of parts, or null", example = "Where is my order?") @Nullable
            Object content) {}

    @Schema(
            name = "ChatCompletionCall",
            description = "OpenAI's chat request; every other parameter of it may be given too")
    record CompletionCall(
            @Schema(description = "The name of a route", example = "support-answer")
            String model,

            List<Message> messages,

            @Schema(description = "Answer with server-sent events") @Nullable
            Boolean stream,

            @Schema(description = "include_usage: true adds an event with the usage") @Nullable
            Map<String, Boolean> streamOptions) {}

    @Schema(
            name = "RequestCall",
            description = "Every parameter of OpenAI's chat request may be given too, but model and stream")
    record RequestCall(
            @Schema(description = "The name of a route", example = "support-answer")
            String route,

            List<Message> messages) {}

    @Schema(name = "ChatCompletion", description = "OpenAI's chat.completion, with the label beside it")
    record CompletionReply(
            String id,
            @Schema(example = "chat.completion") String object,
            @Schema(description = "Seconds since 1970") long created,

            @Schema(description = "The model that answered, by its provider's name")
            String model,

            List<Map<String, Object>> choices,
            @Schema(description = "In tokens") @Nullable Map<String, Object> usage,
            LabelView downclimb) {}

    @Schema(
            name = "MessageCall",
            description = "Anthropic's request of a message; every other parameter of it may be given too")
    record MessageCall(
            @Schema(description = "The name of a route", example = "support-answer")
            String model,

            @Schema(description = "In tokens; required, as Anthropic does", example = "1024")
            long maxTokens,

            List<Message> messages,

            @Schema(description = "A string or an array of blocks") @Nullable
            Object system,

            @Schema(description = "Answer with server-sent events") @Nullable
            Boolean stream) {}

    @Schema(name = "MessageReply", description = "Anthropic's message, with the label beside it")
    record MessageReply(
            @Schema(description = "msg_ and the id of the request")
            String id,

            @Schema(example = "message") String type,
            @Schema(example = "assistant") String role,

            @Schema(description = "The model that answered, by its provider's name")
            String model,

            @Schema(description = "text, tool_use, and whatever else an Anthropic provider answers")
            List<Map<String, Object>> content,

            @Schema(description = "end_turn, max_tokens, tool_use, refusal, …")
            String stopReason,

            @Nullable String stopSequence,

            @Schema(description = "In tokens; 0 where nobody counted")
            Map<String, Object> usage,

            LabelView downclimb) {}

    @Schema(name = "AnthropicErrorReply")
    record AnthropicErrorReply(
            @Schema(example = "error") String type,
            AnthropicErrorDetail error,
            @Nullable String requestId,
            @Nullable LabelView downclimb) {}

    @Schema(name = "AnthropicError")
    record AnthropicErrorDetail(
            @Schema(description = "By status, such as invalid_request_error")
            String type,

            String message,

            @Schema(description = "As the code of a problem")
            String code,

            @Schema(description = "The field or header at fault") @Nullable
            String param) {}

    @Schema(name = "Model")
    record Model(String id, String object, long created, String ownedBy) {}

    @Schema(name = "ModelList")
    record ModelList(String object, List<Model> data) {}

    @Schema(name = "OpenAiErrorReply")
    record OpenAiErrorReply(OpenAiError error) {}

    @Schema(name = "OpenAiError")
    record OpenAiError(
            String message,
            String type,
            @Nullable String param,
            @Nullable String code) {}

    @Schema(name = "BreakerList")
    record BreakerList(List<BreakerSummary> data) {}

    @Schema(name = "StatusPageList")
    record StatusPageList(List<StatusPageView> data) {}

    @Schema(name = "OperatorAction", description = "What an operator says with an action")
    record ActionCall(
            @Schema(description = "A circuit's id; health where left out", example = "health") @Nullable
            String circuit,

            @Schema(
                    description = "1 to 500 characters, for those who read it later",
                    example = "the provider asked us to")
            String reason,

            @Schema(description = "1 to 100 characters", example = "Ada")
            String author) {}

    @Schema(name = "Problem", description = "RFC 9457; the label's fields come with it where something was tried")
    record ProblemDocument(
            @Schema(description = "Where the problem is explained", example = "/problems/unknown-route")
            String type,

            String title,
            int status,
            String detail,
            String code,

            @Schema(description = "The field or header at fault") @Nullable
            String param,

            @Schema(description = "The request") @Nullable String instance,
            @Nullable String requestId) {}

    @Schema(name = "ProblemType", description = "What a type of problem means, and what to do")
    record ProblemKind(String type, int status, String code, String title, String meaning) {}
}
