package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.http.ApiDescription.Model;
import io.downclimb.api.http.ApiDescription.ModelList;
import io.downclimb.api.http.Problem.ProblemException;
import io.downclimb.api.request.Desk;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;

/** The routes, as OpenAI's clients list models; and as Anthropic's do, who tell themselves by the header anthropic-version. */
@Controller
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "OpenAI-compatible")
class ModelController {
    static final String PATH = "/v1/models";
    private static final String ANTHROPIC_VERSION = "anthropic-version";
    private final Desk desk;

    ModelController(Desk desk) {
        this.desk = desk;
    }

    @Get(PATH)
    @Operation(summary = "List the routes")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ModelList.class)))
    MutableHttpResponse<byte[]> list(@Parameter(hidden = true) HttpRequest<?> request) {
        if (forAnthropic(request)) {
            return HttpResponse.ok(Json.bytes(anthropicList(desk.routes())));
        }
        ArrayNode data = Json.NONE.arrayNode();
        desk.routes().forEach(route -> data.add(model(route)));
        return HttpResponse.ok(Json.bytes(Json.object().put("object", "list").set("data", data)));
    }

    @Get(PATH + "/{id}")
    @Operation(summary = "Show a route")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Model.class)))
    MutableHttpResponse<byte[]> show(@Parameter(hidden = true) HttpRequest<?> request, String id) {
        if (!desk.routes().contains(id)) {
            throw new ProblemException(Problem.at(
                    ProblemType.UNKNOWN_ROUTE,
                    "There is no route \"" + id + "\": use one of " + String.join(", ", desk.routes()),
                    "model"));
        }
        return HttpResponse.ok(Json.bytes(forAnthropic(request) ? anthropicModel(id) : model(id)));
    }

    /** Whether the call is by a client of Anthropic's. */
    static boolean forAnthropic(HttpRequest<?> request) {
        return request.getHeaders().contains(ANTHROPIC_VERSION);
    }

    /** All of them at once, whatever page was asked for. */
    private static ObjectNode anthropicList(List<String> routes) {
        ObjectNode list = Json.object();
        ArrayNode data = list.putArray("data");
        routes.forEach(route -> data.add(anthropicModel(route)));
        return list.put("has_more", false)
                .put("first_id", routes.isEmpty() ? null : routes.getFirst())
                .put("last_id", routes.isEmpty() ? null : routes.getLast());
    }

    private static ObjectNode anthropicModel(String route) {
        return Json.object()
                .put("type", "model")
                .put("id", route)
                .put("display_name", route)
                .put("created_at", Instant.EPOCH.toString())
                .put("lifecycle", "active");
    }

    private static ObjectNode model(String route) {
        // Routes have no birthday; clients want the field.
        return Json.object()
                .put("id", route)
                .put("object", "model")
                .put("created", 0)
                .put("owned_by", "downclimb");
    }
}
