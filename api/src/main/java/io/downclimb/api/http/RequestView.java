package io.downclimb.api.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Api;
import io.downclimb.api.request.Label;
import io.downclimb.api.request.Reply;
import io.downclimb.api.request.Trail;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A request as the native API shows it. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Request", description = "A request, its answer, and its label")
record RequestView(
        String id,

        @Schema(description = "pending, answered, failed or cancelled")
        String state,

        String route,
        @Schema(description = "The contents were erased") boolean erased,

        @Schema(
                implementation = Object.class,
                description = "OpenAI's form: choices, and usage in tokens; null until answered, and once erased")
        @JsonInclude
        @Nullable
        ObjectNode answer,

        @Schema(description = "Content of the first choice, where it is text") @JsonInclude @Nullable
        String text,

        @JsonUnwrapped @Nullable LabelView label,

        @Schema(description = "Why there is no answer") @Nullable
        FailureView error,

        @Nullable TrailView trail) {
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Failure", description = "Why a request has no answer")
    record FailureView(
            @Schema(description = "As the code of a problem")
            String code,

            @Nullable String errorClass,
            String message,
            @Nullable Integer providerStatus,
            @Schema(implementation = Object.class) @Nullable ObjectNode providerError) {}

    static RequestView of(Reply reply, @Nullable Trail trail) {
        TrailView trailView = trail == null ? null : TrailView.of(trail);
        return switch (reply) {
            case Reply.Answered answered -> answered(answered, trailView);
            case Reply.Failed failed -> failed(failed, trailView);
            case Reply.Cancelled cancelled ->
                view(
                        cancelled.requestId(),
                        "cancelled",
                        cancelled.route(),
                        null,
                        new FailureView(ProblemType.CANCELLED.code(), null, cancelled.reason(), null, null),
                        trailView);
            case Reply.Pending pending -> view(pending.requestId(), "pending", pending.route(), null, null, trailView);
            case Reply.Late late -> view(late.requestId(), "pending", late.route(), null, null, trailView);
        };
    }

    private static RequestView answered(Reply.Answered answered, @Nullable TrailView trail) {
        @Nullable ObjectNode answer = answered.answer();
        String text =
                answer == null ? null : answer.at("/choices/0/message/content").textValue();
        return new RequestView(
                answered.requestId(),
                "answered",
                answered.route(),
                answer == null,
                answer == null ? null : common(answer),
                text,
                LabelView.of(answered.label()),
                null,
                trail);
    }

    /** The answer in the form that every answer has, without what it holds for the Anthropic door. */
    private static ObjectNode common(ObjectNode answer) {
        ObjectNode common = Json.object();
        common.setAll(answer);
        common.remove(Api.ANTHROPIC_MESSAGES.key());
        return common;
    }

    private static RequestView failed(Reply.Failed failed, @Nullable TrailView trail) {
        Problem problem = Problems.of(failed);
        FailureView error = new FailureView(
                problem.type().code(),
                failed.errorClass() == null ? null : failed.errorClass().name(),
                problem.message(),
                failed.providerStatus(),
                failed.providerError());
        return view(failed.requestId(), "failed", failed.route(), failed.label(), error, trail);
    }

    private static RequestView view(
            String id,
            String state,
            String route,
            @Nullable Label label,
            @Nullable FailureView error,
            @Nullable TrailView trail) {
        return new RequestView(
                id, state, route, false, null, null, label == null ? null : LabelView.of(label), error, trail);
    }
}
