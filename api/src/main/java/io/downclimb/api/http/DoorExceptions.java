package io.downclimb.api.http;

import io.downclimb.api.breaker.Operators.ActionRefusedException;
import io.downclimb.api.http.Problem.ProblemException;
import io.downclimb.api.request.Refusal.RefusedException;
import io.micronaut.context.annotation.Factory;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Shows what controllers and the desk throw in the shape of the door it was thrown at. */
@Factory
final class DoorExceptions {
    @Singleton
    ExceptionHandler<ProblemException, HttpResponse<?>> problems() {
        return (request, thrown) -> ErrorShape.respond(request, thrown.problem());
    }

    @Singleton
    ExceptionHandler<RefusedException, HttpResponse<?>> refusals() {
        return (request, thrown) -> ErrorShape.respond(request, Problems.of(thrown.refusal()));
    }

    @Singleton
    ExceptionHandler<ActionRefusedException, HttpResponse<?>> actionRefusals() {
        return (request, thrown) ->
                ErrorShape.respond(request, Problem.of(ProblemType.ACTION_REFUSED, thrown.reason()));
    }
}
