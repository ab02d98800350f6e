package io.downclimb.api.http;

import io.downclimb.api.http.ApiDescription.ProblemDocument;
import io.downclimb.api.http.Problem.ProblemException;
import io.downclimb.api.incident.ExportOrder;
import io.downclimb.api.incident.ExportRefusal;
import io.downclimb.api.incident.ExportRefusal.ExportRefusedException;
import io.downclimb.api.incident.IncidentExport;
import io.downclimb.api.incident.IncidentExports;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.PreDestroy;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** Incidents as files. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Incidents")
class IncidentController {
    static final String PATH = "/v1/incident";
    private static final String ZIP = "application/zip";
    private static final int RETRY_AFTER_SECONDS = 10;

    private final IncidentExports exports;
    private final StreamLimits limits;
    private final Set<IncidentReply> underWay = ConcurrentHashMap.newKeySet();

    IncidentController(IncidentExports exports, StreamLimits limits) {
        this.exports = exports;
        this.limits = limits;
    }

    @Get(PATH)
    @Produces({ZIP, "application/problem+json"})
    @Operation(
            summary = "Export an incident",
            description =
                    "What is remembered of the requests that arrived within a span of time, as one file: docs/incidents.md",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The file; one that does not end in closing.json was cut short",
                        content = @Content(mediaType = ZIP, schema = @Schema(type = "string", format = "binary"))),
                @ApiResponse(
                        responseCode = "4XX",
                        description = "The call is at fault; the types are listed at /problems",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemDocument.class))),
                @ApiResponse(
                        responseCode = "5XX",
                        description = "Postgres does not answer; the types are listed at /problems",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemDocument.class)))
            })
    MutableHttpResponse<Flux<byte[]>> export(
            @Parameter(hidden = true) HttpRequest<?> http,
            @Parameter(
                            description =
                                    "Begin of the span, in RFC 3339 or ms since 1970: by itself an hour before until, or the requests' own")
                    @QueryValue
                    @Nullable
                    String from,
            @Parameter(description = "End of the span, itself excluded: by itself now, or the requests' own")
                    @QueryValue
                    @Nullable
                    String until,
            @Parameter(description = "Requests of this route alone") @QueryValue @Nullable String route,
            @Parameter(description = "Requests alone that called, or would have called, this provider")
                    @QueryValue
                    @Nullable
                    String provider,
            @Parameter(description = "These requests alone, by id; repeatable") @QueryValue @Nullable
                    List<String> request,
            @Parameter(description = "true: with prompts and answers, where the configuration allows it")
                    @QueryValue
                    @Nullable
                    String contents) {
        ExportOrder order = IncidentQuestion.of(from, until, route, provider, request, contents);
        IncidentExport export = begin(order);
        IncidentReply reply = new IncidentReply(http, export, limits.stalledReader());
        underWay.add(reply);
        var _ = reply.over().whenComplete((_, _) -> underWay.remove(reply));
        return HttpResponse.ok(reply.begin())
                .contentType(MediaType.of(ZIP))
                .header("Content-Disposition", "attachment; filename=\"" + export.fileName() + "\"")
                .header("Cache-Control", "no-store");
    }

    private IncidentExport begin(ExportOrder order) {
        try {
            return exports.begin(order, Instant.now());
        } catch (ExportRefusedException e) {
            ProblemException refused = new ProblemException(problem(e.refusal()));
            refused.initCause(e);
            throw refused;
        }
    }

    private static Problem problem(ExportRefusal refusal) {
        return switch (refusal) {
            case ExportRefusal.ContentsNotAllowed() ->
                Problem.at(
                        ProblemType.CONTENTS_NOT_ALLOWED,
                        "contents is true, and incident.contents of the configuration is false: leave contents out, or set incident.contents to true",
                        "contents");
            case ExportRefusal.UnknownRoute(String route, List<String> known) ->
                Problem.at(
                        ProblemType.UNKNOWN_ROUTE,
                        "There is no route \"%s\": use one of %s".formatted(route, String.join(", ", known)),
                        "route");
            case ExportRefusal.UnknownProvider(String provider, List<String> known) ->
                Problem.at(
                        ProblemType.UNKNOWN_PROVIDER,
                        "There is no provider \"%s\": use one of %s".formatted(provider, String.join(", ", known)),
                        "provider");
            case ExportRefusal.EmptySpan(long from, long until) ->
                Problem.at(
                        ProblemType.INVALID_REQUEST,
                        "from is %s, and until is %s: give a from that is earlier"
                                .formatted(Instant.ofEpochMilli(from), Instant.ofEpochMilli(until)),
                        "from");
            case ExportRefusal.UnknownRequest(java.util.UUID id) ->
                Problem.at(
                        ProblemType.UNKNOWN_REQUEST,
                        "There is no request \"%s\": leave it out, or look its id up in the header downclimb-request-id"
                                .formatted(id),
                        "request");
            case ExportRefusal.Busy(int most) ->
                Problem.later(
                        ProblemType.TOO_MANY_EXPORTS,
                        "This node has %d exports under way and takes no more: try again after the seconds named by Retry-After"
                                .formatted(most),
                        RETRY_AFTER_SECONDS);
            case ExportRefusal.Unavailable() ->
                Problem.of(ProblemType.UNAVAILABLE, "Postgres does not answer: nothing was exported, try again");
        };
    }

    /** A file is not waited for: its caller sees that it was cut short. */
    @PreDestroy
    void stop() {
        underWay.forEach(IncidentReply::end);
    }
}
