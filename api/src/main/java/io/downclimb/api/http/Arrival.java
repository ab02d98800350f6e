package io.downclimb.api.http;

import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.time.Instant;

/** Notes when a request arrived, before its body is read: the one deadline runs from here. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.HIGHEST_PRECEDENCE)
final class Arrival {
    private static final String ATTRIBUTE = "downclimb.arrival";

    @RequestFilter
    void note(HttpRequest<?> request) {
        request.setAttribute(ATTRIBUTE, Instant.now());
    }

    static Instant of(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Instant.class).orElseGet(Instant::now);
    }
}
