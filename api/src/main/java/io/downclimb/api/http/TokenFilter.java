package io.downclimb.api.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import org.jspecify.annotations.Nullable;

/** Lets in those who bring a token; all, where there are none. Health stays open: probes bring no tokens. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class TokenFilter {
    private static final String SCHEME = "Bearer ";
    private final Tokens tokens;

    TokenFilter(Tokens tokens) {
        this.tokens = tokens;
    }

    @RequestFilter
    @Nullable
    HttpResponse<?> check(HttpRequest<?> request) {
        if (tokens.open() || health(request.getPath())) {
            return null;
        }
        @Nullable String header = request.getHeaders().get("Authorization");
        if (header != null
                && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && tokens.accept(header.substring(SCHEME.length()).strip())) {
            return null;
        }
        String found = header == null
                ? "Header Authorization is missing"
                : "Header Authorization has no token that this server knows";
        return ErrorShape.respond(
                request,
                Problem.at(ProblemType.UNAUTHORIZED, found + ": send Authorization: Bearer TOKEN", "Authorization"));
    }

    private static boolean health(String path) {
        return path.equals("/health") || path.startsWith("/health/");
    }
}
