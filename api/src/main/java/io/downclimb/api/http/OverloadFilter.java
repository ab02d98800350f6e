package io.downclimb.api.http;

import io.downclimb.api.request.Desk;
import io.downclimb.api.request.Knock;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Turns away, before any work is put into them, those whom an overloaded node would turn away in the end: then refusing takes little from those who are served.
 *
 * <ol>
 *   <li>It comes after {@link TokenFilter}: strangers learn nothing of the load. While nobody is turned away it does nothing: the first ones are refused at the {@link Desk}.
 *   <li>A request with an idempotency key passes: it may join one that was accepted before.
 *   <li>Where every route would turn it away, even the most patient, it is refused with its body unread, which the server lets run out.
 *   <li>Else the name of the route is read out of the body, and nothing else, and that route alone decides. Where the name cannot be had so, the request passes.
 * </ol>
 *
 * <p>Who passes is asked again at the {@link Desk}.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Ordered.LOWEST_PRECEDENCE)
final class OverloadFilter {
    private static final Set<String> DOORS =
            Set.of(CompletionController.PATH, MessageController.PATH, RequestController.PATH);

    private final Desk desk;

    OverloadFilter(Desk desk) {
        this.desk = desk;
    }

    @RequestFilter
    @Nullable
    CompletableFuture<Optional<HttpResponse<?>>> check(HttpRequest<?> request) {
        boolean concerned = request.getMethod() == HttpMethod.POST
                && DOORS.contains(request.getPath())
                && !request.getHeaders().contains(CallHeaders.IDEMPOTENCY_KEY);
        if (!concerned || !desk.isOverloaded()) {
            return null;
        }
        Knock knock = new Knock(Arrival.of(request), CallHeaders.of(request).deadlineMs(), null);
        Optional<HttpResponse<?>> refused = refused(request, knock);
        if (refused.isPresent()) {
            return CompletableFuture.completedFuture(refused);
        }
        return RouteName.of(request).thenApply(route -> route.flatMap(name -> refused(request, knock.at(name))));
    }

    private Optional<HttpResponse<?>> refused(HttpRequest<?> request, Knock knock) {
        return desk.refuse(knock).map(refusal -> ErrorShape.respond(request, Problems.of(refusal)));
    }
}
