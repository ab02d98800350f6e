package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.request.Label;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import org.jspecify.annotations.Nullable;

/** The form in which a door tells errors. */
enum ErrorShape {
    /** {@code {"error":{"message","type","param","code"}}}, as OpenAI's clients expect it. */
    OPENAI,
    /** {@code {"type":"error","error":{"type","message"},"request_id"}}, as Anthropic's clients expect it. */
    ANTHROPIC,
    /** RFC 9457. */
    PROBLEM;

    private static final String RETRY_AFTER_SECONDS = "1";
    private static final int TOO_MANY = 429;

    /** The shape of the door that the path belongs to. */
    static ErrorShape of(HttpRequest<?> request) {
        String path = request.getPath();
        if (under(path, MessageController.PATH)) {
            return ANTHROPIC;
        }
        if (under(path, ModelController.PATH)) {
            return ModelController.forAnthropic(request) ? ANTHROPIC : OPENAI;
        }
        return path.startsWith("/v1/chat/") ? OPENAI : PROBLEM;
    }

    private static boolean under(String path, String door) {
        return path.equals(door) || path.startsWith(door + "/");
    }

    static MutableHttpResponse<byte[]> respond(HttpRequest<?> request, Problem problem) {
        return of(request).dress(HttpResponse.status(problem.status(), reason(problem.status())), problem);
    }

    MutableHttpResponse<byte[]> dress(MutableHttpResponse<?> response, Problem problem) {
        MutableHttpResponse<byte[]> dressed = response.body(Json.bytes(render(problem)));
        dressed.contentType(
                switch (this) {
                    case OPENAI, ANTHROPIC -> MediaType.APPLICATION_JSON_TYPE;
                    case PROBLEM -> MediaType.of("application/problem+json");
                });
        ReplyHeaders.write(dressed, problem.requestId(), problem.label());
        if (problem.requestId() != null && problem.status() != TOO_MANY) {
            // The request has ended, or goes on by itself: clients that try again by themselves would only multiply the
            // deadline.
            dressed.header(ReplyHeaders.SHOULD_RETRY, "false");
        }
        if (problem.type() == ProblemType.UNAVAILABLE || problem.type() == ProblemType.TOO_MANY_STREAMS) {
            dressed.header("Retry-After", RETRY_AFTER_SECONDS);
        }
        if (problem.retryAfterSeconds() != null) {
            dressed.header("Retry-After", String.valueOf(problem.retryAfterSeconds()));
        }
        if (problem.type() == ProblemType.UNAUTHORIZED) {
            dressed.header("WWW-Authenticate", "Bearer");
        }
        return dressed;
    }

    /** The error itself, for a reply or for a stream that has begun. */
    ObjectNode render(Problem problem) {
        return switch (this) {
            case OPENAI -> openAi(problem);
            case ANTHROPIC -> AnthropicError.of(problem);
            case PROBLEM -> problem(problem);
        };
    }

    private static ObjectNode openAi(Problem problem) {
        @Nullable ObjectNode provider = problem.providerError();
        ObjectNode error = Json.object();
        error.put("message", problem.message());
        error.put("type", problem.type().openAiType());
        error.put("param", problem.param());
        error.put("code", problem.type().code());
        if (provider != null && problem.type() != ProblemType.CONTEXT_LENGTH) {
            // The error is the provider's own, and so are its type and code.
            error.set("type", provider.path("type").isTextual() ? provider.path("type") : error.path("type"));
            error.set("code", provider.hasNonNull("code") ? provider.path("code") : error.path("code"));
        }
        ObjectNode body = Json.object();
        body.set("error", error);
        if (problem.label() != null && problem.requestId() != null) {
            body.set("downclimb", LabelView.json(problem.requestId(), problem.label()));
        }
        return body;
    }

    private static ObjectNode problem(Problem problem) {
        ObjectNode body = Json.object();
        body.put("type", ProblemController.PATH + "/" + problem.type().slug());
        body.put("title", problem.type().title());
        body.put("status", problem.status());
        body.put("detail", problem.message());
        body.put("code", problem.type().code());
        if (problem.param() != null) {
            body.put("param", problem.param());
        }
        @Nullable Label label = problem.label();
        if (problem.requestId() != null) {
            body.put("instance", RequestController.PATH + "/" + problem.requestId());
            if (label == null) {
                body.put("request_id", problem.requestId());
            } else {
                body.setAll(LabelView.json(problem.requestId(), label));
            }
        }
        if (problem.providerError() != null) {
            body.set("provider_error", problem.providerError());
        }
        return body;
    }

    private static String reason(int status) {
        try {
            return HttpStatus.valueOf(status).getReason();
        } catch (IllegalArgumentException unknown) {
            return "Status " + status;
        }
    }
}
