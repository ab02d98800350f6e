package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.http.ApiDescription.ProblemKind;
import io.downclimb.api.http.Problem.ProblemException;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;

/** What each type of problem means: the pages that the type URIs of problem documents name. */
@Controller
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Problems")
class ProblemController {
    static final String PATH = "/problems";

    @Get(PATH)
    @Operation(
            summary = "List the types of problems",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The types",
                            content =
                                    @Content(
                                            array =
                                                    @ArraySchema(
                                                            schema = @Schema(implementation = ProblemKind.class)))))
    MutableHttpResponse<byte[]> list() {
        ArrayNode types = Json.NONE.arrayNode();
        for (ProblemType type : ProblemType.values()) {
            types.add(describe(type));
        }
        return HttpResponse.ok(Json.bytes(types));
    }

    @Get(PATH + "/{slug}")
    @Operation(
            summary = "Explain a type of problem",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The type",
                            content = @Content(schema = @Schema(implementation = ProblemKind.class))))
    MutableHttpResponse<byte[]> show(String slug) {
        for (ProblemType type : ProblemType.values()) {
            if (type.slug().equals(slug)) {
                return HttpResponse.ok(Json.bytes(describe(type)));
            }
        }
        throw new ProblemException(Problem.of(
                ProblemType.NOT_FOUND, "There is no type of problem \"" + slug + "\": GET " + PATH + " lists them"));
    }

    private static ObjectNode describe(ProblemType type) {
        return Json.object()
                .put("type", PATH + "/" + type.slug())
                .put("status", type.status())
                .put("code", type.code())
                .put("title", type.title())
                .put("meaning", type.meaning());
    }
}
