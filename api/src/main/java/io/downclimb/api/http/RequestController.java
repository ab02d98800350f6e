package io.downclimb.api.http;

import io.downclimb.api.http.ApiDescription.ProblemDocument;
import io.downclimb.api.http.ApiDescription.RequestCall;
import io.downclimb.api.http.Problem.ProblemException;
import io.downclimb.api.request.Desk;
import io.downclimb.api.request.Label;
import io.downclimb.api.request.Reply;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
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

/** The native door. */
@Controller
@Produces(MediaType.APPLICATION_JSON)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Native")
class RequestController {
    static final String PATH = "/v1/requests";

    private final Counter counter;
    private final Desk desk;
    private final StrictJson json;
    private final DoorLimits limits;

    RequestController(Counter counter, Desk desk, StrictJson json, DoorLimits limits) {
        this.counter = counter;
        this.desk = desk;
        this.json = json;
        this.limits = limits;
    }

    @Post(PATH)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Answer a request, or accept it and answer later",
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
                        schema = @Schema(type = "string")),
                @Parameter(
                        in = ParameterIn.HEADER,
                        name = "Prefer",
                        description = "respond-async: answer 202 at once",
                        schema = @Schema(type = "string"))
            },
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(implementation = RequestCall.class))),
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The request and its answer",
                        content =
                                @Content(
                                        mediaType = "application/json",
                                        schema = @Schema(implementation = RequestView.class))),
                @ApiResponse(
                        responseCode = "202",
                        description = "Accepted; Location names where to read it",
                        content =
                                @Content(
                                        mediaType = "application/json",
                                        schema = @Schema(implementation = RequestView.class))),
                @ApiResponse(
                        responseCode = "4XX",
                        description = "The call is at fault; the types are listed at /problems",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemDocument.class))),
                @ApiResponse(
                        responseCode = "5XX",
                        description = "No answer could be had; the types are listed at /problems",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemDocument.class)))
            })
    CompletableFuture<MutableHttpResponse<byte[]>> submit(
            @Parameter(hidden = true) HttpRequest<?> request, @Body byte @Nullable [] body) {
        CallHeaders headers = CallHeaders.of(request);
        ChatBody chat = ChatBody.direct(json.read(body), limits);
        return counter.serve(request, chat, headers, headers.asynchronous(), reply -> show(request, headers, reply));
    }

    @Get(PATH + "/{id}")
    @Operation(
            summary = "Show a request, its answer, and its trail",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The request",
                        content =
                                @Content(
                                        mediaType = "application/json",
                                        schema = @Schema(implementation = RequestView.class))),
                @ApiResponse(
                        responseCode = "4XX",
                        description = "The call is at fault; the types are listed at /problems",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemDocument.class)))
            })
    MutableHttpResponse<byte[]> find(String id) {
        Reply reply = desk.find(Counter.TENANT, id).orElseThrow(() -> unknown(id));
        return state(RequestView.of(reply, desk.trail(Counter.TENANT, id).orElse(null)), reply, HttpStatus.OK);
    }

    @Post(PATH + "/{id}/cancel")
    @Consumes(MediaType.ALL)
    @Operation(
            summary = "Cancel a request",
            description = "One that has ended keeps its conclusion, which is shown.",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The request as it ended",
                        content =
                                @Content(
                                        mediaType = "application/json",
                                        schema = @Schema(implementation = RequestView.class))),
                @ApiResponse(
                        responseCode = "4XX",
                        description = "The call is at fault; the types are listed at /problems",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemDocument.class)))
            })
    MutableHttpResponse<byte[]> cancel(String id) {
        Reply reply = desk.cancel(Counter.TENANT, id, "cancelled by the caller").orElseThrow(() -> unknown(id));
        return state(RequestView.of(reply, null), reply, HttpStatus.OK);
    }

    @Delete(PATH + "/{id}")
    @Operation(
            summary = "Erase the contents of a request",
            description = "Prompts, answer and raw errors. The trail stays. Cancels it if it is under way.",
            responses = {
                @ApiResponse(responseCode = "204", description = "Erased"),
                @ApiResponse(
                        responseCode = "4XX",
                        description = "The call is at fault; the types are listed at /problems",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemDocument.class)))
            })
    MutableHttpResponse<?> erase(String id) {
        if (!desk.erase(Counter.TENANT, id)) {
            throw unknown(id);
        }
        return HttpResponse.noContent().header(ReplyHeaders.REQUEST_ID, id);
    }

    private static MutableHttpResponse<byte[]> show(HttpRequest<?> request, CallHeaders headers, Reply reply) {
        return switch (reply) {
            case Reply.Answered answered ->
                answered.answer() == null
                        ? ErrorShape.respond(request, Problems.erased(answered))
                        : state(RequestView.of(answered, null), answered, HttpStatus.OK);
            case Reply.Failed failed -> ErrorShape.respond(request, Problems.of(failed));
            case Reply.Cancelled cancelled -> ErrorShape.respond(request, Problems.of(cancelled));
            case Reply.Late late -> ErrorShape.respond(request, Problems.of(late));
            case Reply.Pending pending -> accepted(headers, pending);
        };
    }

    private static MutableHttpResponse<byte[]> accepted(CallHeaders headers, Reply.Pending pending) {
        MutableHttpResponse<byte[]> response = state(RequestView.of(pending, null), pending, HttpStatus.ACCEPTED)
                .header("Location", PATH + "/" + pending.requestId());
        return headers.asynchronous() ? response.header("Preference-Applied", "respond-async") : response;
    }

    private static MutableHttpResponse<byte[]> state(RequestView view, Reply reply, HttpStatus status) {
        MutableHttpResponse<byte[]> response =
                HttpResponse.<byte[]>status(status).body(Json.bytes(view)).contentType(MediaType.APPLICATION_JSON_TYPE);
        ReplyHeaders.write(response, reply.requestId(), label(reply));
        return response;
    }

    private static @Nullable Label label(Reply reply) {
        return switch (reply) {
            case Reply.Answered answered -> answered.label();
            case Reply.Failed failed -> failed.label();
            case Reply.Cancelled _, Reply.Pending _, Reply.Late _ -> null;
        };
    }

    private static ProblemException unknown(String id) {
        return new ProblemException(
                Problem.at(ProblemType.UNKNOWN_REQUEST, "There is no request \"" + id + "\"", "id"));
    }
}
