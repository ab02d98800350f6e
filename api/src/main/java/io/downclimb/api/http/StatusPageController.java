package io.downclimb.api.http;

import io.downclimb.activities.status.StatusPlan;
import io.downclimb.api.breaker.BreakerHistory;
import io.downclimb.api.http.ApiDescription.ProblemDocument;
import io.downclimb.api.http.ApiDescription.StatusPageList;
import io.downclimb.workflows.status.StatusSource;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What providers say of themselves. */
@Controller
@Produces(MediaType.APPLICATION_JSON)
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Breakers")
class StatusPageController {
    static final String PATH = "/v1/status-pages";

    private final StatusPlan plan;
    private final BreakerHistory history;

    StatusPageController(StatusPlan plan, BreakerHistory history) {
        this.plan = plan;
        this.history = history;
    }

    @Get(PATH)
    @Operation(
            summary = "List the status pages and what they said last",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The pages, by name",
                        content =
                                @Content(
                                        mediaType = "application/json",
                                        schema = @Schema(implementation = StatusPageList.class))),
                @ApiResponse(
                        responseCode = "5XX",
                        description = "Postgres does not answer; the types are listed at /problems",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemDocument.class)))
            })
    MutableHttpResponse<byte[]> list() {
        Instant now = Instant.now();
        Map<String, StatusPageView> pages = new TreeMap<>();
        for (StatusSource source : plan.byProvider().values()) {
            pages.put(source.page(), StatusPageView.notAsked(source, providersOf(source.page())));
        }
        history.statusPages()
                .forEach(row -> pages.put(row.page(), StatusPageView.of(row, providersOf(row.page()), now)));
        return HttpResponse.ok(Json.bytes(new StatusPageList(List.copyOf(pages.values()))));
    }

    private List<String> providersOf(String page) {
        return plan.byProvider().entrySet().stream()
                .filter(entry -> entry.getValue().page().equals(page))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
