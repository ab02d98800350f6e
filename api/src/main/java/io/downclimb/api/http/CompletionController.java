package io.downclimb.api.http;

import io.downclimb.api.http.ApiDescription.CompletionCall;
import io.downclimb.api.http.ApiDescription.CompletionReply;
import io.downclimb.api.http.ApiDescription.OpenAiErrorReply;
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

/** The OpenAI-compatible door. */
@Controller
@Tag(name = "OpenAI-compatible")
class CompletionController {
    static final String PATH = "/v1/chat/completions";

    private final Counter counter;
    private final StrictJson json;
    private final DoorLimits limits;

    CompletionController(Counter counter, StrictJson json, DoorLimits limits) {
        this.counter = counter;
        this.json = json;
        this.limits = limits;
    }

    @Post(PATH)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM})
    @ExecuteOn(TaskExecutors.BLOCKING)
    @Operation(
            summary = "Answer a chat",
            description =
                    "The model is the name of a route. With stream true, the events of OpenAI's streaming follow: once the answer is whole, or as it comes where the route is live.",
            parameters = {
                @Parameter(
                        in = ParameterIn.HEADER,
                        name = CallHeaders.DEADLINE,
                        description = "Deadline in ms from arrival; the route's own where left out",
                        schema = @Schema(type = "integer", format = "int64")),
                @Parameter(
                        in = ParameterIn.HEADER,
                        name = CallHeaders.IDEMPOTENCY_KEY,
                        description = "Names the request: 1 to 255 visible ASCII characters",
                        schema = @Schema(type = "string"))
            },
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(implementation = CompletionCall.class))),
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The answer, and by headers downclimb-* who gave it",
                        content =
                                @Content(
                                        mediaType = "application/json",
                                        schema = @Schema(implementation = CompletionReply.class))),
                @ApiResponse(
                        responseCode = "4XX",
                        description = "The call is at fault; the codes are listed at /problems",
                        content =
                                @Content(
                                        mediaType = "application/json",
                                        schema = @Schema(implementation = OpenAiErrorReply.class))),
                @ApiResponse(
                        responseCode = "5XX",
                        description = "No answer could be had; the codes are listed at /problems",
                        content =
                                @Content(
                                        mediaType = "application/json",
                                        schema = @Schema(implementation = OpenAiErrorReply.class)))
            })
    CompletableFuture<MutableHttpResponse<?>> complete(
            @Parameter(hidden = true) HttpRequest<?> request, @Body byte @Nullable [] body) {
        CallHeaders headers = CallHeaders.of(request);
        ChatBody chat = ChatBody.openAi(json.read(body), limits);
        return counter.converse(request, OpenAiDialect.DIALECT, chat, headers);
    }
}
