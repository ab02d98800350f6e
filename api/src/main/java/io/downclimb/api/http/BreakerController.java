package io.downclimb.api.http;

import io.downclimb.activities.breaker.BreakerPlan;
import io.downclimb.activities.breaker.BreakerViews;
import io.downclimb.api.breaker.BreakerHistory;
import io.downclimb.api.breaker.Operators;
import io.downclimb.api.http.ApiDescription.ActionCall;
import io.downclimb.api.http.ApiDescription.BreakerList;
import io.downclimb.api.http.ApiDescription.ProblemDocument;
import io.downclimb.api.http.Problem.ProblemException;
import io.downclimb.db.BreakerWindowRow;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.OperatorAction;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The breakers: how they stand as this node knows them, what they heard, and what an operator wants of them. */
@Controller
@Produces(MediaType.APPLICATION_JSON)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Breakers")
class BreakerController {
    static final String PATH = "/v1/breakers";
    private static final int TRANSITIONS = 200;
    private static final int PROBES = 50;
    /** A day of two circuits; what is more is asked for circuit by circuit, or for a shorter time. */
    private static final int WINDOWS = 20_000;

    private final BreakerViews views;
    private final BreakerPlan plan;
    private final BreakerHistory history;
    private final Operators operators;
    private final StrictJson json;

    BreakerController(
            BreakerViews views, BreakerPlan plan, BreakerHistory history, Operators operators, StrictJson json) {
        this.views = views;
        this.plan = plan;
        this.history = history;
        this.operators = operators;
        this.json = json;
    }

    @Get(PATH)
    @Operation(
            summary = "List the providers' breakers",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The breakers, by provider",
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(implementation = BreakerList.class))))
    MutableHttpResponse<byte[]> list() {
        List<BreakerSummary> all =
                providers().stream().map(views::of).map(BreakerSummary::of).toList();
        return HttpResponse.ok(Json.bytes(new BreakerList(all)));
    }

    @Get(PATH + "/{provider}")
    @Operation(
            summary = "Show a provider's breaker, what it heard and what became of it",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The breaker",
                        content =
                                @Content(
                                        mediaType = "application/json",
                                        schema = @Schema(implementation = BreakerDetail.class))),
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
    MutableHttpResponse<byte[]> show(
            String provider,
            @Parameter(description = "Begin of the windows, in RFC 3339: by itself an hour ago, at most 24 h ago")
                    @QueryValue
                    @Nullable
                    String since,
            @Parameter(description = "Windows, transitions and probes of this circuit alone") @QueryValue @Nullable
                    String circuit) {
        BreakerView view = known(provider);
        BreakerQuestion question = BreakerQuestion.of(since, circuit, Instant.now());
        List<BreakerWindowRow> windows =
                history.windows(provider, question.circuitText(), question.since(), WINDOWS + 1);
        if (windows.size() > WINDOWS) {
            throw BreakerQuestion.invalid(
                    "since",
                    "There are more than %d windows since %s: give a later time, or name one circuit"
                            .formatted(WINDOWS, question.since()));
        }
        return HttpResponse.ok(Json.bytes(BreakerDetail.of(
                view,
                windows,
                history.transitions(provider, question.circuitText(), TRANSITIONS),
                history.probes(provider, question.circuitText(), PROBES))));
    }

    @Post(PATH + "/{provider}/{action}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Do what an operator wants of a circuit",
            description =
                    "open: no calls until released. close: all calls until released, whatever the detectors say. release:"
                            + " back to the breaker. recalibrate: learn the healthy latency and scores again.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(implementation = ActionCall.class))),
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The breaker as it is then, written down",
                        content =
                                @Content(
                                        mediaType = "application/json",
                                        schema = @Schema(implementation = BreakerSummary.class))),
                @ApiResponse(
                        responseCode = "4XX",
                        description = "The call is at fault; the types are listed at /problems",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemDocument.class))),
                @ApiResponse(
                        responseCode = "5XX",
                        description = "Temporal does not answer; the types are listed at /problems",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemDocument.class)))
            })
    MutableHttpResponse<byte[]> operate(
            String provider,
            @Parameter(schema = @Schema(allowableValues = {"open", "close", "release", "recalibrate"})) String action,
            @Body byte @Nullable [] body) {
        OperatorAction.Kind kind = kind(action);
        known(provider);
        OperatorAction wanted = ActionBody.read(kind, json.read(body));
        BreakerView view = operators.operate(provider, wanted);
        views.accept(view);
        return HttpResponse.ok(Json.bytes(BreakerSummary.of(view)));
    }

    private BreakerView known(String provider) {
        Set<String> providers = providers();
        if (!providers.contains(provider)) {
            throw new ProblemException(Problem.at(
                    ProblemType.UNKNOWN_PROVIDER,
                    "There is no provider \"" + provider + "\": use one of " + String.join(", ", providers),
                    "provider"));
        }
        return views.of(provider);
    }

    /** The configured ones, and those that a breaker was ever written of. */
    private Set<String> providers() {
        Set<String> providers = new TreeSet<>(plan.byProvider().keySet());
        providers.addAll(views.all().keySet());
        return providers;
    }

    private static OperatorAction.Kind kind(String action) {
        return Stream.of(OperatorAction.Kind.values())
                .filter(kind -> word(kind).equals(action))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.at(
                        ProblemType.NOT_FOUND,
                        "There is no action \"" + action + "\": use one of "
                                + String.join(
                                        ", ",
                                        Stream.of(OperatorAction.Kind.values())
                                                .map(BreakerController::word)
                                                .toList()),
                        "action")));
    }

    private static String word(OperatorAction.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
