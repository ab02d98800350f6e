package io.downclimb.activities.request;

import io.downclimb.activities.breaker.KeyRing;
import io.downclimb.activities.breaker.NodeBreakers;
import io.downclimb.activities.breaker.Tally;
import io.downclimb.activities.provider.Call;
import io.downclimb.activities.provider.CallListener;
import io.downclimb.activities.provider.CallReport;
import io.downclimb.activities.provider.Cancellation;
import io.downclimb.activities.provider.ChatRequest;
import io.downclimb.activities.provider.Delta;
import io.downclimb.activities.provider.Provider;
import io.downclimb.activities.provider.ProviderClient;
import io.downclimb.activities.provider.Providers;
import io.downclimb.db.AttemptRepository;
import io.downclimb.db.OpenedAttempt;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Attempts;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.tally.CallTicket;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One call to a provider, made once.
 *
 * <ol>
 *   <li>Wait out the retry schedule's pause, where there is one.
 *   <li>Ask the breakers once more, and the provider's budget of retries: an attempt that is held leaves no row. What trickles to a provider
 *       that is open is tried once.
 *   <li>Open the attempt's row. A result already recorded is returned; a request already concluded, or erased, sends nothing.
 *   <li>An attempt found open was sent by a worker that was lost. It is sent once more, and no more: then it is given up as
 *       {@link ErrorClass#LOST_WORKER}.
 *   <li>Call, validate, and commit result and content together before returning.
 * </ol>
 */
@Singleton
public class AttemptActivity implements Attempts {
    private static final int SENDS_AT_MOST = 2;

    private final AttemptRepository attempts;
    private final AttemptRecord record;
    private final PolicyBook policies;
    private final RungCalls calls;
    private final Providers providers;
    private final ProviderClient client;
    private final UsualLatency latency;
    private final CallsUnderWay underWay;
    private final NodeBreakers breakers;
    private final KeyRing keys;
    private final Tally tally;
    private final LiveCallers liveCallers;
    private final RequestsAtHand requests;

    AttemptActivity(
            AttemptRepository attempts,
            AttemptRecord record,
            PolicyBook policies,
            RungCalls calls,
            Providers providers,
            ProviderClient client,
            UsualLatency latency,
            CallsUnderWay underWay,
            NodeBreakers breakers,
            KeyRing keys,
            Tally tally,
            LiveCallers liveCallers,
            RequestsAtHand requests) {
        this.attempts = attempts;
        this.record = record;
        this.policies = policies;
        this.calls = calls;
        this.providers = providers;
        this.client = client;
        this.latency = latency;
        this.underWay = underWay;
        this.breakers = breakers;
        this.keys = keys;
        this.tally = tally;
        this.liveCallers = liveCallers;
        this.requests = requests;
    }

    @Override
    public AttemptResult attempt(AttemptOrder order) {
        Cancellation cancellation = new Cancellation();
        underWay.begun(order.requestId(), cancellation, Heartbeat.isInline());
        try (Heartbeat heartbeat = Heartbeat.start(cancellation)) {
            try {
                Pause.until(Instant.ofEpochMilli(order.notBefore()), cancellation);
                return once(order, cancellation);
            } catch (CancellationException e) {
                ActivityCompletionException ended = heartbeat.ended();
                throw ended == null ? notWanted() : ended;
            }
        } finally {
            underWay.ended(order.requestId(), cancellation);
        }
    }

    private AttemptResult once(AttemptOrder order, Cancellation cancellation) {
        Policy policy = policies.policy(order.policyHash());
        Admission admission = breakers.one(policy, order.rung(), order.requestId(), order.policyHash());
        String held = held(order, admission);
        if (held != null && attempts.findSends(UUID.fromString(order.requestId()), order.number()) == 0) {
            return held(order, admission, held);
        }
        ChatRequest atHand = requests.find(order.requestId());
        OpenedAttempt opened = attempts.open(
                        UUID.fromString(order.requestId()),
                        order.number(),
                        order.rung(),
                        order.tier(),
                        order.provider(),
                        order.model(),
                        Instant.now(),
                        atHand == null)
                .orElseThrow(AttemptActivity::notWanted);
        if (opened.result() != null) {
            return Results.read(opened.result());
        }
        ChatRequest request = request(opened, atHand);
        AttemptRecord.Sent sent = new AttemptRecord.Sent(opened.sends(), admission, 0);
        if (opened.sends() > SENDS_AT_MOST) {
            return record.keep(order, sent.times(SENDS_AT_MOST), failed(ErrorClass.LOST_WORKER, "lost twice"), null);
        }
        Provider provider = providers.find(order.provider());
        if (provider == null) {
            return record.keep(order, sent, failed(ErrorClass.CONNECT, "provider-not-configured"), null);
        }
        CallTicket ticket = tally.sent(order, policy, admission);
        try {
            return send(order, provider, request, sent, ticket, cancellation);
        } finally {
            ticket.abandoned();
        }
    }

    /** What the caller asked, unless it was erased. */
    private static ChatRequest request(OpenedAttempt opened, @Nullable ChatRequest atHand) {
        if (!opened.kept()) {
            throw notWanted();
        }
        return atHand != null ? atHand : Results.request(Objects.requireNonNull(opened.body()));
    }

    private AttemptResult send(
            AttemptOrder order,
            Provider provider,
            ChatRequest request,
            AttemptRecord.Sent sent,
            CallTicket ticket,
            Cancellation cancellation) {
        String key = keys.choose(provider, Instant.now());
        Provider withKey = key == null ? provider : provider.with(key);
        underWay.sent(order.requestId());
        CallReport report = client.call(call(order, withKey, request), cancellation, listener(order, ticket));
        underWay.heard(order.requestId());
        Long firstContentMs = report.firstContentMs();
        if (firstContentMs != null) {
            latency.saw(order.provider(), order.model(), firstContentMs);
        }
        if (report.result() instanceof CallReport.Failed failure) {
            latch(order, key, failure);
        }
        AttemptResult result =
                record.keep(order, sent.withOtherKeys(keys.accepted(provider, Instant.now())), report, request.chat());
        ticket.ended(result);
        return result;
    }

    /** The breaker hears of the first content, and a caller who reads along of all that comes. */
    private CallListener listener(AttemptOrder order, CallTicket ticket) {
        LiveCaller caller = liveCallers.of(order.requestId());
        Consumer<Delta> reader = caller == null ? _ -> {} : caller.attempt(order);
        return new CallListener() {
            @Override
            public void firstContent() {
                ticket.flows();
            }

            @Override
            public void delta(Delta delta) {
                reader.accept(delta);
            }
        };
    }

    /** A key or a model that is refused is nothing that another try with it could mend: all nodes shall know. */
    private void latch(AttemptOrder order, @Nullable String key, CallReport.Failed failure) {
        switch (failure.errorClass()) {
            case AUTH, QUOTA -> {
                if (key != null) {
                    tally.refused(order.provider(), key, failure.errorClass(), failure.retryAfterMs());
                }
            }
            case MODEL_GONE -> tally.gone(order.provider(), order.model());
            case OVERLOADED,
                    RATE_LIMITED,
                    CONTEXT_LENGTH,
                    CONTENT_POLICY,
                    INVALID_REQUEST,
                    CONNECT,
                    SILENT,
                    CUT,
                    MALFORMED,
                    LOST_WORKER,
                    REJECTED -> {}
        }
    }

    /** Why it must not be sent now; null where it may. */
    private @Nullable String held(AttemptOrder order, Admission admission) {
        if (!admission.allowed()) {
            return String.valueOf(admission.why());
        }
        if (admission.trickle() && order.retry() > 0) {
            return "one call was let through to see, and no more";
        }
        return breakers.withinBudget(order.provider(), order.retry())
                ? null
                : "the retries of provider %s are spent for now".formatted(order.provider());
    }

    private AttemptResult held(AttemptOrder order, Admission admission, String why) {
        return new AttemptResult(
                order.number(),
                order.rung(),
                new Outcome.Held(why),
                null,
                0,
                latency.of(order.provider(), order.model()),
                0,
                admission,
                0);
    }

    private Call call(AttemptOrder order, Provider provider, ChatRequest request) {
        Rung.Model rung =
                (Rung.Model) policies.policy(order.policyHash()).ladder().get(order.rung());
        return calls.call(
                provider,
                rung,
                request,
                order.requestId() + "/" + order.number(),
                Instant.ofEpochMilli(order.firstContentBy()),
                Instant.ofEpochMilli(order.completeBy()));
    }

    private static CallReport failed(ErrorClass errorClass, String detail) {
        return new CallReport(new CallReport.Failed(errorClass, null, null, detail, null), null, 0, List.of());
    }

    /** Concluded or erased meanwhile: the workflow finds out what stands when it concludes. */
    private static ApplicationFailure notWanted() {
        return ApplicationFailure.newNonRetryableFailure("the request has been concluded", Attempts.NOT_WANTED);
    }
}
