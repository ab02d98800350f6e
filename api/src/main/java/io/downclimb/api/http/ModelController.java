package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.http.ApiDescription.Model;
import io.downclimb.api.http.ApiDescription.ModelList;
import io.downclimb.api.http.Problem.ProblemException;
import io.downclimb.api.request.Desk;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** The routes, as OpenAI's clients list models. */
@Controller
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "OpenAI-compatible")
class ModelController {
    static final String PATH = "/v1/models";
    private final Desk desk;

    ModelController(Desk desk) {
        this.desk = desk;
    }

    @Get(PATH)
    @Operation(summary = "List the routes")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ModelList.class)))
    MutableHttpResponse<byte[]> list() {
        ArrayNode data = Json.NONE.arrayNode();
        desk.routes().forEach(route -> data.add(model(route)));
        return HttpResponse.ok(Json.bytes(Json.object().put("object", "list").set("data", data)));
    }

    @Get(PATH + "/{id}")
    @Operation(summary = "Show a route")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = Model.class)))
    MutableHttpResponse<byte[]> show(String id) {
        if (!desk.routes().contains(id)) {
            throw new ProblemException(Problem.at(
                    ProblemType.UNKNOWN_ROUTE,
                    "There is no route \"" + id + "\": use one of " + String.join(", ", desk.routes()),
                    "model"));
        }
        return HttpResponse.ok(Json.bytes(model(id)));
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
