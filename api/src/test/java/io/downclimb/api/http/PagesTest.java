package io.downclimb.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The pages, and who may see them. */
class PagesTest {
    // printf %s sesame | sha256sum
    private static final String SESAME = "d0c04f4b1951e4aeaaec8223ed2039e542f3aae805a6fa7f6d794e5afff5d272";

    @Test
    void the_first_page_leads_on() {
        try (Doors doors = new Doors(Map.of("downclimb.temporal.ui", "http://localhost:8233"))) {
            HttpResponse<String> response = doors.get("/");
            assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/html");
            assertThat(response.body())
                    .contains("href=\"/docs\"", "href=\"/health\"", "href=\"http://localhost:8233\"");
        }
    }

    @Test
    void the_documentation_needs_no_other_host() {
        try (Doors doors = new Doors()) {
            String page = doors.get("/docs").body();
            assertThat(page)
                    .contains("/docs/swagger-ui-bundle.js", "/openapi/downclimb.yml")
                    .doesNotContain("http://", "https://");
            assertThat(doors.get("/docs/swagger-ui-bundle.js").statusCode()).isEqualTo(200);
            assertThat(doors.get("/docs/swagger-ui.css").statusCode()).isEqualTo(200);
            assertThat(doors.get("/").body()).doesNotContain("Temporal UI");
        }
    }

    @Test
    void the_description_names_every_door() {
        try (Doors doors = new Doors()) {
            String description = doors.get("/openapi/downclimb.yml").body();
            assertThat(description)
                    .contains(
                            "/v1/chat/completions:",
                            "/v1/messages:",
                            "/v1/models:",
                            "/v1/requests:",
                            "/v1/requests/{id}:",
                            "/v1/requests/{id}/cancel:",
                            "/v1/breakers:",
                            "/v1/breakers/{provider}:",
                            "/v1/breakers/{provider}/{action}:",
                            "/v1/status-pages:",
                            "/v1/incident:")
                    .contains(
                            "application/problem+json",
                            "cost_usd:",
                            "first_content_ms:",
                            "Idempotency-Key",
                            "downclimb-deadline-ms");
        }
    }

    @Test
    void health_and_routes_are_listed() {
        try (Doors doors = new Doors()) {
            assertThat(doors.get("/health").body()).contains("\"status\":\"UP\"");
            assertThat(doors.get("/v1/models").body())
                    .isEqualTo("{\"object\":\"list\",\"data\":["
                            + "{\"id\":\"support-answer\",\"object\":\"model\",\"created\":0,\"owned_by\":\"downclimb\"},"
                            + "{\"id\":\"summary\",\"object\":\"model\",\"created\":0,\"owned_by\":\"downclimb\"}]}");
            assertThat(doors.get("/v1/models/summary").body()).contains("\"id\":\"summary\"");
            assertThat(doors.get("/problems").body()).contains("/problems/ladder-exhausted", "/problems/late");
        }
    }

    @Test
    void tokens_close_all_but_health() {
        try (Doors doors = new Doors(Map.of("downclimb.tokens", List.of("0".repeat(64), SESAME)))) {
            assertThat(doors.get("/health").statusCode()).isEqualTo(200);
            assertThat(doors.get("/health/liveness").statusCode()).isEqualTo(200);
            assertThat(doors.get("/healthy").statusCode()).isEqualTo(401);
            assertThat(doors.get("/").statusCode()).isEqualTo(401);
            assertThat(doors.get("/openapi/downclimb.yml").statusCode()).isEqualTo(401);
            HttpResponse<String> openAi = doors.post(Doors.CHAT, Doors.OPENAI_BODY);
            assertThat(openAi.statusCode()).isEqualTo(401);
            assertThat(openAi.headers().allValues("www-authenticate")).containsExactly("Bearer");
            assertThat(openAi.body()).contains("\"error\":{\"message\":", "invalid_api_key");
            HttpResponse<String> wrong = doors.post(Doors.REQUESTS, Doors.NATIVE_BODY, "Authorization", "Bearer open");
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(wrong.body()).contains("/problems/unauthorized");
            assertThat(doors.get("/v1/breakers").statusCode()).isEqualTo(401);
            assertThat(doors.post("/v1/breakers/claude/open", "{}").statusCode())
                    .isEqualTo(401);
            assertThat(doors.get("/v1/status-pages").statusCode()).isEqualTo(401);
            assertThat(doors.get("/v1/nothing").statusCode()).isEqualTo(401);
            assertThat(doors.desk.submissions).isEmpty();
            assertThat(doors.post(Doors.REQUESTS, Doors.NATIVE_BODY, "Authorization", "Bearer sesame")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(doors.post(Doors.CHAT, Doors.OPENAI_BODY, "Authorization", "bearer sesame")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(doors.post(Doors.MESSAGES, Doors.ANTHROPIC_BODY, "x-api-key", "sesame")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(doors.post(Doors.MESSAGES, Doors.ANTHROPIC_BODY, "Authorization", "Bearer sesame")
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<String> unknown = doors.post(Doors.MESSAGES, Doors.ANTHROPIC_BODY, "x-api-key", "open");
            assertThat(unknown.statusCode()).isEqualTo(401);
            assertThat(unknown.body()).contains("authentication_error", "Header x-api-key has no token");
        }
    }

    @Test
    void without_tokens_only_this_machine_may_call() {
        Map<String, Object> everywhere = Map.of("micronaut.server.host", "0.0.0.0");
        assertThatThrownBy(() -> new Doors(everywhere).close())
                .hasStackTraceContaining("server.host is 0.0.0.0 and server.tokens is empty: list the SHA-256 hash");
        new Doors(Map.of("micronaut.server.host", "0.0.0.0", "downclimb.tokens", List.of(SESAME))).close();
    }

    @Test
    void a_token_that_is_not_hashed_fails_start_up_without_being_told() {
        assertThatThrownBy(() -> new Tokens(List.of(SESAME, "sesame")))
                .hasMessageContaining("downclimb.tokens[1] is not a SHA-256 hash")
                .hasMessageNotContaining("sesame");
    }
}
