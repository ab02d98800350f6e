package io.downclimb.api.http;

import io.downclimb.api.http.ApiDescription.AnthropicErrorReply;
import io.downclimb.api.http.ApiDescription.MessageCall;
import io.downclimb.api.http.Problem.ProblemException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The Anthropic-compatible door. */
@Controller
@Tag(name = "Anthropic-compatible")
class MessageController {
    static final String PATH = "/v1/messages";
    private static final String JSON = MediaType.APPLICATION_JSON;

    private final Counter counter;
    private final StrictJson json;
    private final DoorLimits limits;

    MessageController(Counter counter, StrictJson json, DoorLimits limits) {
        this.counter = counter;
        this.json = json;
        this.limits = limits;
    }

    @Post(PATH)
    @Consumes(JSON)
    @Produces({JSON, MediaType.TEXT_EVENT_STREAM})
    @ExecuteOn(TaskExecutors.BLOCKING)
    @Operation(
            summary = "Answer a message",
            description =
                    "The model is the name of a route. With stream true, the events of Anthropic's streaming follow.")
    @Parameter(in = ParameterIn.HEADER, name = CallHeaders.DEADLINE, description = "Deadline in ms from arrival")
    @Parameter(in = ParameterIn.HEADER, name = CallHeaders.IDEMPOTENCY_KEY, description = "Names the request")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = MessageCall.class)))
    @ApiResponse(
            responseCode = "200",
            description = "The answer, and by headers downclimb-* who gave it",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = ApiDescription.MessageReply.class)))
    @ApiResponse(
            responseCode = "default",
            description = "Why there is none; the codes are listed at /problems",
            content = @Content(mediaType = JSON, schema = @Schema(implementation = AnthropicErrorReply.class)))
    CompletableFuture<MutableHttpResponse<?>> answer(
            @Parameter(hidden = true) HttpRequest<?> request, @Body byte @Nullable [] body) {
        CallHeaders headers = CallHeaders.of(request);
        return counter.converse(request, AnthropicDialect.DIALECT, MessageBody.read(json.read(body), limits), headers);
    }

    /** Clients that count before they ask get a plain no, with a status at which none of them tries again. */
    @Post(PATH + "/count_tokens")
    @Consumes(MediaType.ALL)
    @Hidden
    MutableHttpResponse<byte[]> count() {
        throw new ProblemException(Problem.of(
                ProblemType.NOT_FOUND,
                "Counting tokens is not supported: every model counts its own way, and which one answers is known"
                        + " only when it has; its usage comes with the answer"));
    }
}
