package io.downclimb.activities.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.CallReport;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.policy.Validator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an answer may leave its rung.
 *
 * <ol>
 *   <li>A refusal is accepted: it leaves as the refusal it is.
 *   <li>Always: the answer says something (text, a tool's call, or a refusal), and was not cut off at its length limit,
 *       unless the caller set that limit or a finish-reason validator accepts {@code length}.
 *   <li>Then the rung's validators, in order; the first that turns the answer down decides. Those that look at the text
 *       pass over a choice that calls a tool.
 *   <li>Of several choices each must pass.
 * </ol>
 */
public final class Validation {
    private static final Verdict ACCEPTED = new Verdict.Accepted();
    private static final String LENGTH = "length";

    private final Regexes regexes = new Regexes();
    private final Schemas schemas;

    /** Which part of a limit counts as having reached it: providers do not count quite alike. */
    private static final double NEARLY = 0.9;

    /**
     * Validators with a memory for what they have compiled.
     *
     * @param texts the text that a hash names, for schemas
     */
    public Validation(UnaryOperator<String> texts) {
        this.schemas = new Schemas(texts);
    }

    /**
     * Checks one answer.
     *
     * @param chat the caller's request in OpenAI's form
     */
    public Verdict check(List<Validator> validators, CallReport.Answered answered, ObjectNode chat) {
        if (answered.refused()) {
            return ACCEPTED;
        }
        boolean mayBeCut = reachesLimit(chat, answered.usage()) || acceptsLength(validators);
        JsonNode choices = answered.answer().path("choices");
        if (choices.isEmpty()) {
            return new Verdict.Rejected("non-empty", "the answer has no choices");
        }
        for (JsonNode choice : choices) {
            Verdict.Rejected rejected = check(validators, Choice.of(choice), mayBeCut);
            if (rejected != null) {
                return rejected;
            }
        }
        return ACCEPTED;
    }

    /** Whether it was the caller's own limit that cut the answer off: one that ended far below it was cut by something else. */
    private static boolean reachesLimit(ObjectNode chat, Usage usage) {
        JsonNode limit =
                chat.hasNonNull("max_completion_tokens") ? chat.path("max_completion_tokens") : chat.path("max_tokens");
        Long output = usage.outputTokens();
        return limit.isNumber() && (output == null || output >= NEARLY * limit.asDouble());
    }

    private static boolean acceptsLength(List<Validator> validators) {
        return validators.stream()
                .anyMatch(validator -> validator instanceof Validator.FinishReason(List<String> accepted)
                        && accepted.contains(LENGTH));
    }

    private Verdict.@Nullable Rejected check(List<Validator> validators, Choice choice, boolean mayBeCut) {
        if (choice.isEmpty()) {
            return new Verdict.Rejected("non-empty", "the answer has neither text nor a tool's call");
        }
        if (choice.finishReason().equals(LENGTH) && !mayBeCut) {
            return new Verdict.Rejected("truncated", "the answer was cut off at the length limit");
        }
        for (Validator validator : validators) {
            Verdict.Rejected rejected = check(validator, choice);
            if (rejected != null) {
                return rejected;
            }
        }
        return null;
    }

    private Verdict.@Nullable Rejected check(Validator validator, Choice choice) {
        return switch (validator) {
            case Validator.NonEmpty() -> null;
            case Validator.FinishReason(List<String> accepted) ->
                accepted.contains(choice.finishReason())
                        ? null
                        : new Verdict.Rejected("finish-reason", "the finish reason is not one of " + accepted);
            case Validator.MaxLength(int characters) -> choice.callsTool() ? null : length(choice.text(), characters);
            case Validator.Matches(String regex) -> choice.callsTool() ? null : regexes.check(regex, choice.text());
            case Validator.JsonSchema(String hash) -> choice.callsTool() ? null : schemas.check(hash, choice.text());
        };
    }

    private static Verdict.@Nullable Rejected length(String text, int limit) {
        int length = text.codePointCount(0, text.length());
        return length <= limit
                ? null
                : new Verdict.Rejected("max-length", "%d characters are more than %d".formatted(length, limit));
    }

    /** What the rules look at in a choice. */
    private record Choice(String text, boolean refuses, boolean callsTool, String finishReason) {
        static Choice of(JsonNode choice) {
            JsonNode message = choice.path("message");
            return new Choice(
                    message.path("content").asText(""),
                    !message.path("refusal").asText("").isBlank(),
                    !message.path("tool_calls").isEmpty()
                            || message.path("function_call").isObject(),
                    choice.path("finish_reason").asText(""));
        }

        boolean isEmpty() {
            return text.isBlank() && !refuses && !callsTool;
        }
    }
}
