package io.downclimb.activities.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.CallReport;
import io.downclimb.activities.provider.ProviderError;
import io.downclimb.activities.validation.Validation;
import io.downclimb.activities.validation.Verdict;
import io.downclimb.db.AnswerRepository;
import io.downclimb.db.AnswerRow;
import io.downclimb.db.AttemptRepository;
import io.downclimb.db.AttemptRow;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Ending;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.policy.Sha256;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what became of a call: facts in the attempt's row, content beside it, in one statement. A call that was paid for is worth
 * waiting for: while Postgres does not answer, the record is tried again for a minute.
 */
@Singleton
class AttemptRecord {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptRecord.class);
    private static final Duration PERSISTENCE = Duration.ofMinutes(1);
    private static final int OK = 200;

    private final AttemptRepository attempts;
    private final Conclusions conclusions;
    private final PolicyBook policies;
    private final Validation validation;
    private final UsualLatency latency;

    AttemptRecord(AttemptRepository attempts, Conclusions conclusions, PolicyBook policies, UsualLatency latency) {
        this.attempts = attempts;
        this.conclusions = conclusions;
        this.policies = policies;
        this.validation = new Validation(policies::text);
        this.latency = latency;
    }

    /** Commits, and returns what stands: an earlier record of the same attempt, where there is one. */
    AttemptResult keep(AttemptOrder order, Sent sent, CallReport report, @Nullable ObjectNode chat) {
        Rung.Model rung =
                (Rung.Model) policies.policy(order.policyHash()).ladder().get(order.rung());
        Content content = content(report);
        Outcome outcome = outcome(rung, report, chat, content);
        AttemptResult result = new AttemptResult(
                order.number(),
                order.rung(),
                outcome,
                report.firstContentMs(),
                report.totalMs(),
                latency.of(order.provider(), order.model()),
                sent.sends(),
                sent.admission(),
                sent.otherKeys());
        AttemptRow row = row(order, rung, report, result);
        Ending ending = order.ending();
        if (ending != null && report.result() instanceof CallReport.Answered answered && mayLeave(outcome)) {
            return conclude(order, row, answered, Objects.requireNonNull(content.body()), ending, result);
        }
        boolean first = persistently(() -> attempts.finish(row, content.kind(), content.body()));
        return first ? result : standing(order).orElse(result);
    }

    /** The answer and the end of the request, together: the caller is released here, before the engine hears of it. */
    private AttemptResult conclude(
            AttemptOrder order,
            AttemptRow row,
            CallReport.Answered answered,
            byte[] body,
            Ending ending,
            AttemptResult result) {
        AnswerRow answer = conclusions.answeredBy(order, ending, answered.refused());
        Optional<AttemptRepository.Ended> ended = persistently(() -> attempts.conclude(row, body, answer));
        if (ended.isEmpty()) {
            return standing(order).orElse(result);
        }
        AnswerRepository.Standing standing = ended.get().standing();
        return standing == null ? result : result.concluding(conclusions.tell(standing, answered.answer()));
    }

    private static boolean mayLeave(Outcome outcome) {
        return outcome instanceof Outcome.Whole || outcome instanceof Outcome.Refused;
    }

    /** What is recorded of an attempt. */
    Optional<AttemptResult> standing(AttemptOrder order) {
        return attempts.findResult(UUID.fromString(order.requestId()), order.number())
                .map(Results::read);
    }

    private Outcome outcome(Rung.Model rung, CallReport report, @Nullable ObjectNode chat, Content content) {
        return switch (report.result()) {
            case CallReport.Failed failed ->
                new Outcome.Failed(failed.errorClass(), failed.status(), failed.retryAfterMs(), failed.detail());
            case CallReport.Answered answered
            when answered.refused() -> new Outcome.Refused(answered.finishReason(), answered.usage(), content.hash());
            case CallReport.Answered answered -> {
                Verdict verdict = validation.check(
                        rung.validate(), answered, Objects.requireNonNull(chat, "an answer has a question"));
                yield switch (verdict) {
                    case Verdict.Accepted _ ->
                        new Outcome.Whole(answered.finishReason(), answered.usage(), content.hash());
                    case Verdict.Rejected rejected ->
                        new Outcome.Failed(ErrorClass.REJECTED, OK, null, rejected.validator());
                };
            }
        };
    }

    private static Content content(CallReport report) {
        return switch (report.result()) {
            case CallReport.Answered answered -> new Content("answer", Results.bytes(answered.answer()));
            case CallReport.Failed failed -> {
                CallReport.Diagnosis diagnosis = failed.diagnosis();
                yield diagnosis == null ? Content.NONE : new Content("error", Results.bytes(evidence(diagnosis)));
            }
        };
    }

    /** What came over the wire, for whoever diagnoses, and the error in the form in which a caller may see it. */
    private static ObjectNode evidence(CallReport.Diagnosis diagnosis) {
        ObjectNode evidence = ProviderError.of(diagnosis).toJson();
        evidence.put("status", diagnosis.status());
        ObjectNode headers = evidence.putObject("headers");
        diagnosis.headers().forEach((name, values) -> values.forEach(headers.putArray(name)::add));
        evidence.put("body", diagnosis.body());
        return evidence;
    }

    private static AttemptRow row(AttemptOrder order, Rung.Model rung, CallReport report, AttemptResult result) {
        Usage usage = report.result() instanceof CallReport.Answered answered ? answered.usage() : Usage.UNKNOWN;
        Outcome outcome = result.outcome();
        Outcome.Failed failure = outcome instanceof Outcome.Failed failed ? failed : null;
        Instant now = Instant.now();
        return new AttemptRow(
                UUID.fromString(order.requestId()),
                order.number(),
                order.rung(),
                order.tier(),
                order.provider(),
                order.model(),
                result.sends(),
                now,
                now,
                name(outcome),
                failure == null ? null : failure.errorClass().name(),
                failure == null ? Integer.valueOf(OK) : failure.status(),
                failure == null ? null : failure.detail(),
                result.firstContentMs(),
                result.totalMs(),
                usage.inputTokens(),
                usage.outputTokens(),
                usage.cost(rung.price()),
                Results.write(report.dropped()),
                Results.write(result));
    }

    private static String name(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Whole _ -> "whole";
            case Outcome.Refused _ -> "refused";
            case Outcome.Failed _ -> "failed";
            case Outcome.Held _ -> throw new IllegalArgumentException("an attempt that was held has no record");
        };
    }

    private static <T> T persistently(Supplier<T> record) {
        Instant until = Instant.now().plus(PERSISTENCE);
        while (true) {
            try {
                return record.get();
            } catch (RuntimeException e) {
                if (Instant.now().isAfter(until)) {
                    throw e;
                }
                LOG.warn(
                        "result of a call not recorded yet, trying again: {}",
                        e.getClass().getSimpleName());
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(250);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a result was waiting to be recorded", e);
        }
    }

    /**
     * How an attempt went out.
     *
     * @param sends how often, this time included
     * @param admission what the breakers said just before; null where nothing was sent
     * @param otherKeys how many keys of the provider are not known to be refused once it has ended
     */
    record Sent(int sends, @Nullable Admission admission, int otherKeys) {
        static final Sent NOT_BY_THIS_NODE = new Sent(1, null, 0);

        Sent times(int number) {
            return new Sent(number, admission, otherKeys);
        }

        Sent withOtherKeys(int number) {
            return new Sent(sends, admission, number);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    private record Content(@Nullable String kind, byte @Nullable [] body) {
        static final Content NONE = new Content(null, null);

        String hash() {
            return body == null ? "" : Sha256.of(body);
        }
    }
}
