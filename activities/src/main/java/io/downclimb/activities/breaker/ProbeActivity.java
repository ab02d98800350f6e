package io.downclimb.activities.breaker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.judge.JudgeDesk;
import io.downclimb.activities.provider.Call;
import io.downclimb.activities.provider.CallReport;
import io.downclimb.activities.provider.Cancellation;
import io.downclimb.activities.provider.ChatRequest;
import io.downclimb.activities.provider.Provider;
import io.downclimb.activities.provider.ProviderClient;
import io.downclimb.activities.provider.Providers;
import io.downclimb.activities.request.Pause;
import io.downclimb.activities.request.PolicyBook;
import io.downclimb.activities.request.Results;
import io.downclimb.activities.request.RungCalls;
import io.downclimb.activities.validation.Validation;
import io.downclimb.activities.validation.Verdict;
import io.downclimb.db.ContentRepository;
import io.downclimb.db.ProbeRepository;
import io.downclimb.db.ProbeRow;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Probes;
import io.downclimb.workflows.activity.Usage;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.OutcomeReport.Candidate;
import io.downclimb.workflows.breaker.ProbeOrder;
import io.downclimb.workflows.breaker.ProbeResult;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Price;
import io.downclimb.workflows.policy.Rung;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Probes: copies of requests, or the canary's prompt, sent to a provider to see whether it is well again.
 *
 * <ol>
 *   <li>A copy is made of the request as the rung would have sent it: its prompt, its model, its validators. Where the request was erased
 *       meanwhile, the canary is asked; where there is none, nothing is sent.
 *   <li>A probe of a key uses that key; any other takes the first that is accepted.
 *   <li>The call has ten seconds for its first content, or the rung's budget where that is less.
 *   <li>Its outcome and cost stand in a table of their own, and its answer is kept nowhere.
 * </ol>
 */
@Singleton
public class ProbeActivity implements Probes {
    private static final Duration FIRST_CONTENT = Duration.ofSeconds(10);
    private static final Duration COMPLETE = Duration.ofSeconds(20);
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final int CANARY_TOKENS = 64;
    private static final int OK = 200;

    private final PolicyBook policies;
    private final ContentRepository contents;
    private final RungCalls calls;
    private final Providers providers;
    private final KeyRing keys;
    private final ProviderClient client;
    private final Validation validation;
    private final JudgeDesk judges;
    private final ProbeRepository probes;
    private final BreakerPlan plan;

    ProbeActivity(
            PolicyBook policies,
            ContentRepository contents,
            RungCalls calls,
            Providers providers,
            KeyRing keys,
            ProviderClient client,
            JudgeDesk judges,
            ProbeRepository probes,
            BreakerPlan plan) {
        this.policies = policies;
        this.contents = contents;
        this.calls = calls;
        this.providers = providers;
        this.keys = keys;
        this.client = client;
        this.validation = new Validation(policies::text);
        this.judges = judges;
        this.probes = probes;
        this.plan = plan;
    }

    @Override
    public ProbeResult probe(ProbeOrder order) {
        Pause.until(Instant.ofEpochMilli(order.notBefore()), new Cancellation());
        Provider provider = caller(order);
        Question question = provider == null ? null : question(order);
        if (provider == null || question == null) {
            return new ProbeResult(order.circuit(), order.generation(), false, null, null, null);
        }
        Instant now = Instant.now();
        CallReport report = client.call(call(order, provider, question, now), new Cancellation());
        ErrorClass errorClass = errorClass(question, report);
        Double score = order.judged() && errorClass == null ? score(question, report, order.provider()) : null;
        probes.keep(row(order, question, report, now, errorClass, score));
        return new ProbeResult(order.circuit(), order.generation(), true, errorClass, score, report.firstContentMs());
    }

    /** The provider with the key to use; null where this node cannot call it. */
    private @Nullable Provider caller(ProbeOrder order) {
        Provider provider = providers.find(order.provider());
        if (provider == null) {
            return null;
        }
        String key = order.circuit() instanceof CircuitId.Key circuit
                ? keys.find(provider, circuit)
                : keys.choose(provider, Instant.now());
        return key == null ? null : provider.with(key);
    }

    /**
     * What to ask.
     *
     * @param policy null for the canary
     * @param rung as the policy has it; for the canary one with nothing but a model
     */
    private record Question(
            @Nullable Policy policy,
            int index,
            Rung.Model rung,
            ChatRequest request,
            @Nullable UUID requestId) {}

    private @Nullable Question question(ProbeOrder order) {
        Candidate candidate = order.candidate();
        if (candidate != null) {
            UUID id = UUID.fromString(candidate.requestId());
            ChatRequest chat = contents.find(id, "request", 0)
                    .map(content -> Results.request(content.body()))
                    .orElse(null);
            Policy policy = policies.policy(candidate.policyHash());
            if (chat != null && policy.ladder().get(candidate.rung()) instanceof Rung.Model rung) {
                return new Question(policy, candidate.rung(), rung, chat, id);
            }
        }
        // The order names the canary; its prompt is known to the nodes alone.
        BreakerSettings settings = plan.byProvider().get(order.provider());
        BreakerSettings.Canary canary = settings == null ? null : settings.canary();
        return order.canary() == null || canary == null ? null : canary(order.provider(), canary);
    }

    private static Question canary(String provider, BreakerSettings.Canary canary) {
        ObjectNode chat = JsonNodeFactory.instance.objectNode();
        chat.putArray("messages").addObject().put("role", "user").put("content", canary.prompt());
        Rung.Model rung = new Rung.Model(
                "canary",
                provider,
                canary.model(),
                FIRST_CONTENT,
                null,
                IDLE,
                0,
                null,
                List.of(),
                null,
                null,
                null,
                CANARY_TOKENS,
                null);
        return new Question(null, 0, rung, ChatRequest.ofChat(chat), null);
    }

    private Call call(ProbeOrder order, Provider provider, Question question, Instant now) {
        Duration budget = question.rung().budget();
        Duration patience = budget.compareTo(FIRST_CONTENT) < 0 ? budget : FIRST_CONTENT;
        return calls.call(
                provider,
                question.rung(),
                question.request(),
                "probe/" + order.circuit().text() + "/" + order.generation(),
                now.plus(patience),
                now.plus(COMPLETE));
    }

    /** How the call failed; null where it gave an answer that may leave, or a refusal, which only a provider that is well can give. */
    private @Nullable ErrorClass errorClass(Question question, CallReport report) {
        return switch (report.result()) {
            case CallReport.Failed failed -> failed.errorClass();
            case CallReport.Answered answered -> {
                Verdict verdict = validation.check(
                        question.rung().validate(), answered, question.request().chat());
                yield switch (verdict) {
                    case Verdict.Accepted _ -> null;
                    case Verdict.Rejected _ -> ErrorClass.REJECTED;
                };
            }
        };
    }

    private @Nullable Double score(Question question, CallReport report, String provider) {
        Policy policy = question.policy();
        if (policy == null || !(report.result() instanceof CallReport.Answered answered) || answered.refused()) {
            return null;
        }
        return judges.judgeProbe(policy, question.index(), question.request().chat(), answered.answer(), provider)
                .score();
    }

    private static ProbeRow row(
            ProbeOrder order,
            Question question,
            CallReport report,
            Instant sent,
            @Nullable ErrorClass errorClass,
            @Nullable Double score) {
        CallReport.Failed failed = report.result() instanceof CallReport.Failed failure ? failure : null;
        CallReport.Answered answered = report.result() instanceof CallReport.Answered answer ? answer : null;
        Usage usage = answered == null ? Usage.UNKNOWN : answered.usage();
        Price price = question.rung().price();
        return new ProbeRow(
                UUID.randomUUID(),
                order.provider(),
                order.circuit().text(),
                order.generation(),
                question.rung().model(),
                question.requestId(),
                sent,
                outcome(answered, errorClass),
                errorClass == null ? null : errorClass.name(),
                failed == null ? Integer.valueOf(OK) : failed.status(),
                failed == null ? null : failed.detail(),
                report.firstContentMs(),
                report.totalMs(),
                usage.inputTokens(),
                usage.outputTokens(),
                usage.cost(price),
                score);
    }

    private static String outcome(CallReport.@Nullable Answered answered, @Nullable ErrorClass errorClass) {
        if (errorClass != null) {
            return "failed";
        }
        return answered != null && answered.refused() ? "refused" : "whole";
    }
}
