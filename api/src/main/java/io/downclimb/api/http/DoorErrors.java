package io.downclimb.api.http;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.micronaut.web.router.exceptions.UnsatisfiedRouteException;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/** Gives the errors that the framework finds (no such address, wrong method, too long a body, a fault) the shape of the door they met. */
@Singleton
final class DoorErrors implements ErrorResponseProcessor<byte[]> {
    private final DoorLimits limits;

    DoorErrors(DoorLimits limits) {
        this.limits = limits;
    }

    @Override
    @SuppressWarnings("unchecked") // a response without a body is one of any type
    public MutableHttpResponse<byte[]> processResponse(ErrorContext context, MutableHttpResponse<?> response) {
        HttpRequest<?> request = context.getRequest();
        if (request.getMethod() == HttpMethod.HEAD) {
            return (MutableHttpResponse<byte[]>) response;
        }
        return ErrorShape.of(request).dress(response, problem(context, response));
    }

    private Problem problem(ErrorContext context, MutableHttpResponse<?> response) {
        HttpRequest<?> request = context.getRequest();
        int status = response.code();
        String call = request.getMethodName() + " " + request.getPath();
        return switch (status) {
            case 401 -> Problem.of(ProblemType.UNAUTHORIZED, ProblemType.UNAUTHORIZED.meaning());
            case 404 ->
                Problem.of(ProblemType.NOT_FOUND, "There is nothing at " + call + ": the doors are listed at /docs");
            case 405 ->
                Problem.of(
                        ProblemType.METHOD_NOT_ALLOWED,
                        call + " is not served: use "
                                + String.join(" or ", response.getHeaders().getAll("Allow")));
            case 406 ->
                Problem.at(
                        ProblemType.NOT_ACCEPTABLE,
                        "Header Accept is \"" + request.getHeaders().get("Accept") + "\": accept application/json",
                        "Accept");
            case 413 ->
                headUnread(request)
                        ? other(status, "The address or the headers are too long: send shorter ones")
                        : Problem.of(
                                ProblemType.TOO_LARGE,
                                "The body is too large: send at most " + limits.bodyBytes() + " bytes");
            case 415 ->
                Problem.at(
                        ProblemType.UNSUPPORTED_MEDIA_TYPE,
                        "Header Content-Type is \"" + request.getHeaders().get("Content-Type")
                                + "\": send Content-Type: application/json",
                        "Content-Type");
            default -> {
                if (context.getRootCause().orElse(null) instanceof UnsatisfiedRouteException unsatisfied
                        && unsatisfied.getArgument().getType() == byte[].class) {
                    yield Problem.of(ProblemType.INVALID_REQUEST, StrictJson.EMPTY);
                }
                yield status >= 500 ? fault(status) : other(status, messages(context));
            }
        };
    }

    /** The framework says 413 of a first line and of headers that are too long as well as of a body. */
    private static boolean headUnread(HttpRequest<?> request) {
        return request instanceof NettyHttpRequest<?> netty
                && netty.getNativeRequest().decoderResult().isFailure();
    }

    /** What went wrong inside is for the log alone. */
    private static Problem fault(int status) {
        return new Problem(ProblemType.INTERNAL, status, ProblemType.INTERNAL.meaning(), null, null, null, null);
    }

    private static Problem other(int status, String messages) {
        ProblemType type = status == 400 ? ProblemType.INVALID_REQUEST : ProblemType.HTTP;
        return new Problem(type, status, messages.isEmpty() ? type.meaning() : messages, null, null, null, null);
    }

    private static String messages(ErrorContext context) {
        return context.getErrors().stream().map(Error::getMessage).collect(Collectors.joining("; "));
    }
}
