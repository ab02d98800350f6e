package io.downclimb.api.http;

import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import org.jspecify.annotations.Nullable;

/**
 * Lets in those who bring a token, where OpenAI's clients put their key or where Anthropic's do; all, where there are none. Health stays open:
 * probes bring no tokens.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(TokenFilter.ORDER)
final class TokenFilter {
    /** Before {@link OverloadFilter}, behind all others: where none is given, a filter is the last. */
    static final int ORDER = Ordered.LOWEST_PRECEDENCE - 1;

    private static final String AUTHORIZATION = "Authorization";
    private static final String API_KEY = "x-api-key";
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
        @Nullable String header = request.getHeaders().get(AUTHORIZATION);
        @Nullable String key = request.getHeaders().get(API_KEY);
        if (key != null && tokens.accept(key.strip())) {
            return null;
        }
        if (header != null
                && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && tokens.accept(header.substring(SCHEME.length()).strip())) {
            return null;
        }
        String name = header == null && key != null ? API_KEY : AUTHORIZATION;
        String found = "Header " + name
                + (header == null && key == null ? " is missing" : " has no token that this server knows");
        return ErrorShape.respond(
                request,
                Problem.at(
                        ProblemType.UNAUTHORIZED,
                        found + ": send Authorization: Bearer TOKEN, or x-api-key: TOKEN",
                        name));
    }

    private static boolean health(String path) {
        return path.equals("/health") || path.startsWith("/health/");
    }
}
