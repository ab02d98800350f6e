package io.downclimb.api.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.db.AnswerRow;
import io.downclimb.db.AttemptRepository;
import io.downclimb.db.AttemptRow;
import io.downclimb.db.ContentRepository;
import io.downclimb.db.ContentRow;
import io.downclimb.db.RequestRow;
import io.downclimb.workflows.activity.ErrorClass;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns what is recorded into what callers get. */
@Singleton
class Replies {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<String>> STRINGS = new TypeReference<>() {};

    private final ContentRepository contents;
    private final AttemptRepository attempts;

    Replies(ContentRepository contents, AttemptRepository attempts) {
        this.contents = contents;
        this.attempts = attempts;
    }

    /** What the caller gets, its content read. */
    Reply concluded(RequestRow request, AnswerRow answer) {
        return concluded(request, answer, null);
    }

    /**
     * What the caller gets.
     *
     * @param content the answer's, where it is at hand; null where there is none, or it has to be read
     */
    Reply concluded(RequestRow request, AnswerRow answer, @Nullable ObjectNode content) {
        String id = request.id().toString();
        return switch (answer.outcome()) {
            case "answered" ->
                new Reply.Answered(
                        id,
                        request.receivedAt(),
                        request.route(),
                        label(answer),
                        content == null ? content(answer) : content.deepCopy());
            case "cancelled" -> new Reply.Cancelled(id, request.route(), text(answer.reason()));
            case "failed" -> failed(request, answer);
            default -> throw new IllegalStateException("outcome %s of request %s".formatted(answer.outcome(), id));
        };
    }

    Trail trail(RequestRow request, @Nullable AnswerRow answer) {
        return new Trail(
                request.id().toString(),
                request.route(),
                request.policyHash(),
                request.workflowId(),
                request.receivedAt(),
                request.deadlineAt(),
                request.concludedAt(),
                answer == null ? "pending" : answer.outcome(),
                attempts.findAll(request.id()).stream()
                        .map(row -> entry(row, answer != null))
                        .toList(),
                answer == null ? List.of() : strings(answer.skipped()));
    }

    private Reply failed(RequestRow request, AnswerRow answer) {
        String name = answer.errorClass();
        Optional<ObjectNode> error = answer.attempt() == null
                ? Optional.empty()
                : contents.find(request.id(), "error", answer.attempt()).map(Replies::tree);
        Integer status = error.map(tree -> tree.path("status"))
                .filter(JsonNode::isInt)
                .map(JsonNode::intValue)
                .orElse(null);
        ObjectNode shown = error.map(tree -> tree.get("error"))
                .filter(JsonNode::isObject)
                .map(node -> (ObjectNode) node)
                .orElse(null);
        return new Reply.Failed(
                request.id().toString(),
                request.route(),
                label(answer),
                name == null ? null : ErrorClass.valueOf(name),
                text(answer.reason()),
                status,
                shown);
    }

    private @Nullable ObjectNode content(AnswerRow answer) {
        int attempt = answer.attempt() == null ? 0 : answer.attempt();
        return contents.find(answer.requestId(), "answer", attempt)
                .map(Replies::tree)
                .orElse(null);
    }

    private static Label label(AnswerRow answer) {
        return new Label(
                answer.tier(),
                answer.provider(),
                answer.model(),
                answer.degraded(),
                answer.notice(),
                strings(answer.classes()),
                answer.attempts(),
                strings(answer.skipped()),
                strings(answer.dropped()),
                answer.costUsd());
    }

    private static Trail.Entry entry(AttemptRow row, boolean concluded) {
        String outcome = row.outcome();
        return new Trail.Entry(
                row.number(),
                row.tier(),
                row.provider(),
                row.model(),
                outcome != null ? outcome : concluded ? "abandoned" : "open",
                row.errorClass(),
                row.status(),
                row.detail(),
                row.sentAt(),
                row.firstContentMs(),
                row.totalMs(),
                row.inputTokens(),
                row.outputTokens(),
                row.costUsd(),
                row.sends());
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static List<String> strings(String json) {
        try {
            return JSON.readValue(json, STRINGS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored list cannot be read", e);
        }
    }

    private static ObjectNode tree(ContentRow content) {
        try {
            return (ObjectNode) JSON.readTree(content.body());
        } catch (IOException e) {
            throw new IllegalStateException("a stored content cannot be read", e);
        }
    }
}
