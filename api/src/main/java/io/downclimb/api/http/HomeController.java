package io.downclimb.api.http;

import io.micronaut.context.annotation.Property;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.swagger.v3.oas.annotations.Hidden;
import org.jspecify.annotations.Nullable;

/** The first page: where to go from here. */
@Controller
@Hidden
class HomeController {
    private final @Nullable String temporalUi;

    HomeController(@Property(name = "downclimb.temporal.ui") @Nullable String temporalUi) {
        this.temporalUi = temporalUi;
    }

    @Get("/")
    @Produces(MediaType.TEXT_HTML)
    MutableHttpResponse<String> home() {
        String temporal = temporalUi == null
                ? ""
                : "<li><a href=\"" + escape(temporalUi) + "\">Temporal UI</a>: what happened to each request</li>";
        return HttpResponse.ok("""
                <!doctype html>
                <html lang="en">
                <head><meta charset="utf-8"><title>Downclimb</title></head>
                <body>
                <h1>Downclimb</h1>
                <p>Answers LLM requests that must be answered.</p>
                <ul>
                <li><a href="/docs">API</a>, and its <a href="/openapi/downclimb.yml">OpenAPI description</a></li>
                <li><a href="/v1/models">Routes</a></li>
                <li><a href="/health">Health</a></li>
                %s
                </ul>
                </body>
                </html>
                """.formatted(temporal));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }
}
