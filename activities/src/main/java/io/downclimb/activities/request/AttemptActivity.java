package io.downclimb.activities.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.Call;
import io.downclimb.activities.provider.CallReport;
import io.downclimb.activities.provider.Cancellation;
import io.downclimb.activities.provider.Provider;
import io.downclimb.activities.provider.ProviderClient;
import io.downclimb.activities.provider.Providers;
import io.downclimb.db.AttemptRepository;
import io.downclimb.db.OpenedAttempt;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Attempts;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.policy.PromptVersion;
import io.downclimb.workflows.policy.Rung;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationFailure;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * One call to a provider, made once.
 *
 * <ol>
 *   <li>Wait out the retry schedule's pause, where there is one.
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
    private final Providers providers;
    private final ProviderClient client;
    private final UsualLatency latency;
    private final CallsUnderWay underWay;

    AttemptActivity(
            AttemptRepository attempts,
            AttemptRecord record,
            PolicyBook policies,
            Providers providers,
            ProviderClient client,
            UsualLatency latency,
            CallsUnderWay underWay) {
        this.attempts = attempts;
        this.record = record;
        this.policies = policies;
        this.providers = providers;
        this.client = client;
        this.latency = latency;
        this.underWay = underWay;
    }

    @Override
    public AttemptResult attempt(AttemptOrder order) {
        Cancellation cancellation = new Cancellation();
        underWay.begun(order.requestId(), cancellation);
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
        OpenedAttempt opened = attempts.open(
                        UUID.fromString(order.requestId()),
                        order.number(),
                        order.rung(),
                        order.tier(),
                        order.provider(),
                        order.model(),
                        Instant.now())
                .orElseThrow(AttemptActivity::notWanted);
        if (opened.result() != null) {
            return Results.read(opened.result());
        }
        byte[] body = opened.body();
        if (body == null) {
            throw notWanted();
        }
        if (opened.sends() > SENDS_AT_MOST) {
            return record.keep(order, SENDS_AT_MOST, failed(ErrorClass.LOST_WORKER, "lost twice"), null);
        }
        Provider provider = providers.find(order.provider());
        if (provider == null) {
            return record.keep(order, opened.sends(), failed(ErrorClass.CONNECT, "provider-not-configured"), null);
        }
        ObjectNode chat = Results.tree(body);
        CallReport report = client.call(call(order, provider, chat), cancellation);
        Long firstContentMs = report.firstContentMs();
        if (firstContentMs != null) {
            latency.saw(order.provider(), order.model(), firstContentMs);
        }
        return record.keep(order, opened.sends(), report, chat);
    }

    private Call call(AttemptOrder order, Provider provider, ObjectNode chat) {
        Rung.Model rung =
                (Rung.Model) policies.policy(order.policyHash()).ladder().get(order.rung());
        return new Call(
                provider,
                rung.model(),
                chat,
                prompt(rung.prompt()),
                rung.maxTokens(),
                order.requestId() + "/" + order.number(),
                Instant.ofEpochMilli(order.firstContentBy()),
                Instant.ofEpochMilli(order.completeBy()),
                rung.idle());
    }

    private Call.@Nullable Prompt prompt(@Nullable PromptVersion version) {
        return version == null ? null : new Call.Prompt(policies.text(version.text()), version.placement());
    }

    private static CallReport failed(ErrorClass errorClass, String detail) {
        return new CallReport(new CallReport.Failed(errorClass, null, null, detail, null), null, 0, List.of());
    }

    /** Concluded or erased meanwhile: the workflow finds out what stands when it concludes. */
    private static ApplicationFailure notWanted() {
        return ApplicationFailure.newNonRetryableFailure("the request has been concluded", Attempts.NOT_WANTED);
    }
}
