package io.downclimb.activities.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.db.AnswerRepository;
import io.downclimb.db.AnswerRow;
import io.downclimb.db.AttemptRepository;
import io.downclimb.db.RequestRepository;
import io.downclimb.db.RequestRow;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.CacheHit;
import io.downclimb.workflows.activity.Concluded;
import io.downclimb.workflows.activity.Conclusion;
import io.downclimb.workflows.activity.Ending;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Skip;
import io.downclimb.workflows.policy.Rung;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes conclusions. Whoever comes first wins: the workflow, the deadline guard at the door, or a caller who cancels. Everyone
 * else is told what stands.
 */
@Singleton
public class Conclusions {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AnswerRepository answers;
    private final AttemptRepository attempts;
    private final RequestRepository requests;
    private final StoredAnswers stored;
    private final PolicyBook policies;
    private final List<ConclusionListener> listeners;

    Conclusions(
            AnswerRepository answers,
            AttemptRepository attempts,
            RequestRepository requests,
            StoredAnswers stored,
            PolicyBook policies,
            List<ConclusionListener> listeners) {
        this.answers = answers;
        this.attempts = attempts;
        this.requests = requests;
        this.stored = stored;
        this.policies = policies;
        this.listeners = listeners;
    }

    public Concluded conclude(Conclusion conclusion) {
        return switch (conclusion.end()) {
            case Conclusion.ByAttempt end -> write(answeredBy(conclusion, end), null);
            case Conclusion.ByCache end -> fromCache(conclusion, end);
            case Conclusion.ByCanned end -> write(canned(conclusion, end), cannedText(conclusion, end));
            case Conclusion.Failed end ->
                write(failed(conclusion, end.errorClass(), end.attempt(), end.reason()), null);
            case Conclusion.Cancelled end ->
                write(row(conclusion, "cancelled", null, null, null, null, false, null, null, end.reason()), null);
        };
    }

    /** Concludes for someone who has not made the climb: what was met comes from the recorded attempts. */
    public Concluded concludeFromRecord(String requestId, String policyHash, Conclusion.End end) {
        List<String> classes = attempts.findAll(UUID.fromString(requestId)).stream()
                .filter(row -> row.errorClass() != null)
                .map(row -> row.tier() + ":" + row.errorClass())
                .distinct()
                .toList();
        return conclude(new Conclusion(requestId, policyHash, end, classes, List.of()));
    }

    /** The conclusion that stands, if there is one. */
    private Optional<Concluded> standing(String requestId) {
        return answers.findByRequestId(UUID.fromString(requestId)).map(row -> concluded(row, false));
    }

    /** How the answer of an attempt is labelled if it ends the request. */
    AnswerRow answeredBy(AttemptOrder order, Ending ending, boolean refused) {
        Conclusion.ByAttempt end =
                new Conclusion.ByAttempt(order.rung(), order.tier(), order.number(), ending.degraded(), refused);
        return answeredBy(
                new Conclusion(order.requestId(), order.policyHash(), end, ending.classes(), ending.skips()), end);
    }

    /** A conclusion was committed: whoever waits for it is told. */
    Concluded tell(AnswerRepository.Standing standing, @Nullable ObjectNode content) {
        listeners.forEach(listener -> listener.concluded(standing.request(), standing.answer(), content));
        return concluded(standing.answer(), true);
    }

    private Concluded write(AnswerRow row, byte @Nullable [] body) {
        Optional<AnswerRepository.Standing> won = answers.conclude(row, body);
        if (won.isPresent()) {
            return tell(won.get(), body == null ? null : Results.tree(body));
        }
        return standing(row.requestId().toString())
                .orElseThrow(() -> new MissingRowException("request " + row.requestId()));
    }

    private AnswerRow answeredBy(Conclusion conclusion, Conclusion.ByAttempt end) {
        Rung.Model rung =
                (Rung.Model) policies.policy(conclusion.policyHash()).ladder().get(end.rung());
        return row(
                conclusion,
                "answered",
                end.tier(),
                rung.provider(),
                rung.model(),
                end.attempt(),
                end.degraded(),
                rung.notice(),
                null,
                null);
    }

    private Concluded fromCache(Conclusion conclusion, Conclusion.ByCache end) {
        Optional<byte[]> answer = stored.take(conclusion.requestId(), end.hit());
        return answer.isPresent()
                ? write(cached(conclusion, end), answer.get())
                : write(failed(conclusion, null, null, "the stored answer was erased meanwhile"), null);
    }

    /**
     * Accepts a request together with the stored answer that was found for it at the door.
     *
     * @param body what is asked, canonically
     * @param skips the rungs that could not have carried it
     * @return what was recorded; empty where the request's key names an earlier one, and nothing was
     */
    public Optional<AtDoor> accept(
            RequestRow request, byte[] body, String tier, StoredAnswers.Hit found, List<Skip> skips) {
        Conclusion.ByCache end = new Conclusion.ByCache(0, tier, found.hit());
        return accept(request, body, cached(atDoor(request, end, skips), end), found.answer());
    }

    /** As above, with the canned text of a rung. */
    public Optional<AtDoor> accept(RequestRow request, byte[] body, Conclusion.ByCanned end, List<Skip> skips) {
        Conclusion conclusion = atDoor(request, end, skips);
        return accept(request, body, canned(conclusion, end), cannedText(conclusion, end));
    }

    /** What was recorded of a request that was concluded by whoever accepted it. */
    public record AtDoor(RequestRow request, AnswerRow answer, ObjectNode content) {}

    private Optional<AtDoor> accept(RequestRow request, byte[] body, AnswerRow answer, byte[] content) {
        if (!requests.acceptConcluded(request, body, answer, content)) {
            return Optional.empty();
        }
        ObjectNode tree = Results.tree(content);
        tell(new AnswerRepository.Standing(request.concluded(answer.concludedAt()), answer), tree);
        return Optional.of(new AtDoor(request, answer, tree));
    }

    private static Conclusion atDoor(RequestRow request, Conclusion.End end, List<Skip> skips) {
        return new Conclusion(request.id().toString(), request.policyHash(), end, List.of(), skips);
    }

    private static AnswerRow cached(Conclusion conclusion, Conclusion.ByCache end) {
        CacheHit hit = end.hit();
        return row(
                conclusion,
                "answered",
                end.tier(),
                hit.provider(),
                hit.model(),
                null,
                !hit.fresh(),
                hit.fresh() ? null : "an earlier answer to the same question",
                null,
                null);
    }

    private static AnswerRow canned(Conclusion conclusion, Conclusion.ByCanned end) {
        return row(conclusion, "answered", end.tier(), null, null, null, true, null, null, null);
    }

    private byte[] cannedText(Conclusion conclusion, Conclusion.ByCanned end) {
        Rung.Canned rung =
                (Rung.Canned) policies.policy(conclusion.policyHash()).ladder().get(end.rung());
        return CannedAnswer.json(policies.text(rung.text()).replace("{id}", conclusion.requestId()));
    }

    private static AnswerRow failed(
            Conclusion conclusion, @Nullable ErrorClass errorClass, @Nullable Integer attempt, String reason) {
        String name = errorClass == null ? null : errorClass.name();
        return row(conclusion, "failed", null, null, null, attempt, false, null, name, reason);
    }

    private static AnswerRow row(
            Conclusion conclusion,
            String outcome,
            @Nullable String tier,
            @Nullable String provider,
            @Nullable String model,
            @Nullable Integer attempt,
            boolean degraded,
            @Nullable String notice,
            @Nullable String errorClass,
            @Nullable String reason) {
        List<String> skipped = conclusion.skips().stream()
                .map(skip -> skip.tier() + ": " + skip.reason())
                .toList();
        return new AnswerRow(
                UUID.fromString(conclusion.requestId()),
                outcome,
                tier,
                provider,
                model,
                attempt,
                degraded,
                notice,
                errorClass,
                reason,
                0,
                json(conclusion.classes()),
                json(skipped),
                "[]",
                null,
                Instant.now());
    }

    static Concluded concluded(AnswerRow row, boolean won) {
        return new Concluded(row.outcome(), row.tier(), row.provider(), row.model(), row.degraded(), won);
    }

    private static String json(List<String> strings) {
        try {
            return JSON.writeValueAsString(strings);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a list of strings is always JSON", e);
        }
    }
}
