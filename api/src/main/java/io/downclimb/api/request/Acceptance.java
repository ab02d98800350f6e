package io.downclimb.api.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.downclimb.activities.request.StoredAnswers;
import io.downclimb.api.request.Refusal.RefusedException;
import io.downclimb.db.RequestRepository;
import io.downclimb.db.RequestRow;
import io.downclimb.db.TimeOrderedIds;
import io.downclimb.workflows.policy.CanonicalJson;
import io.downclimb.workflows.policy.Sha256;
import io.downclimb.workflows.request.RequestWorkflow;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes a submission a request: checks what only the configuration can judge, and commits the row. From then on the request will be
 * concluded.
 */
@Singleton
class Acceptance {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TimeOrderedIds ids = new TimeOrderedIds(new SecureRandom());
    private final Routes routes;
    private final RequestRepository requests;
    private final AcceptanceLimits limits;

    Acceptance(Routes routes, RequestRepository requests, AcceptanceLimits limits) {
        this.routes = routes;
        this.requests = requests;
        this.limits = limits;
    }

    /**
     * A submission that is accepted.
     *
     * @param fresh accepted just now; otherwise an earlier request with the same key and the same body
     * @param seen what the door saw in the cache; null where it did not look
     * @param reply the caller's, where the request was concluded at the door; null where it needs its workflow
     */
    record Accepted(
            RequestRow request,
            boolean fresh,
            StoredAnswers.@Nullable NoHit seen,
            @Nullable Reply reply) {
        Accepted(RequestRow request, boolean fresh) {
            this(request, fresh, null, null);
        }

        Accepted having(StoredAnswers.NoHit seenAtDoor) {
            return new Accepted(request, fresh, seenAtDoor, reply);
        }
    }

    /**
     * A request that could be accepted.
     *
     * @param canonical what is asked, with sorted keys
     */
    record Candidate(RequestRow row, String canonical) {
        byte[] body() {
            return canonical.getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * Accepts the submission, or finds the request that its key names.
     *
     * @throws RefusedException where it cannot be accepted; nothing is stored then
     */
    Accepted accept(Submission submission, Instant now) {
        return commit(candidate(submission, now));
    }

    /**
     * The request that the submission would become. Nothing is stored.
     *
     * @throws RefusedException where it cannot be accepted
     */
    Candidate candidate(Submission submission, Instant now) {
        Routes.Version route = route(submission);
        double share = share(submission, route.policy().deadline());
        String canonical = write(CanonicalJson.sorted(submission.request().stored()));
        String key = submission.idempotencyKey();
        String keyHash = key == null ? null : keyHash(submission.tenant(), key);
        UUID id = ids.next(now);
        RequestRow row = new RequestRow(
                id,
                submission.tenant(),
                submission.route(),
                route.hash(),
                keyHash,
                Sha256.of(submission.route() + '\n' + canonical),
                RequestWorkflow.workflowId(submission.tenant(), keyHash == null ? id.toString() : keyHash),
                now,
                now.plusMillis(Math.round(route.policy().deadline().toMillis() * share)),
                share,
                submission.traceParent(),
                null,
                null);
        return new Candidate(row, canonical);
    }

    /**
     * Accepts it, or finds the request that its key names.
     *
     * @throws RefusedException where the key was used with another body
     */
    Accepted commit(Candidate candidate) {
        RequestRow row = candidate.row();
        boolean fresh = requests.accept(row, candidate.body());
        return fresh ? new Accepted(row, true) : joined(row);
    }

    /**
     * Checks all that needs no look at what is stored.
     *
     * @throws RefusedException where the submission cannot be accepted
     */
    void check(Submission submission) {
        share(submission, route(submission).policy().deadline());
    }

    /** Whether the submission's key names a request that was accepted before. */
    boolean isKnown(Submission submission) {
        String key = submission.idempotencyKey();
        return key != null
                && requests.findByTenantAndKeyHash(submission.tenant(), keyHash(submission.tenant(), key))
                        .isPresent();
    }

    private static String keyHash(String tenant, String key) {
        return Sha256.of(tenant + '\n' + key);
    }

    /** How long the caller will wait at most; a minute where that will be refused anyway. */
    Duration deadline(Submission submission) {
        Routes.Version route = routes.find(submission.route());
        return deadline(route == null ? Duration.ofMinutes(1) : route.policy().deadline(), submission.deadlineMs());
    }

    /** The deadline that was asked for, in ms, where the route allows it; else the route's own. */
    static Duration deadline(Duration whole, @Nullable Long asked) {
        return asked == null || asked < 1 || asked > whole.toMillis() ? whole : Duration.ofMillis(asked);
    }

    /**
     * The earlier request that the key names.
     *
     * @throws RefusedException where that one had another body
     */
    Accepted joined(RequestRow asked) {
        String keyHash = Objects.requireNonNull(asked.keyHash());
        RequestRow first = requests.findByTenantAndKeyHash(asked.tenant(), keyHash)
                .orElseThrow(() -> new IllegalStateException("a request with this key was there a moment ago"));
        if (!first.bodyHash().equals(asked.bodyHash())) {
            throw new RefusedException(new Refusal.KeyReused(
                    "Idempotency-Key was used before with another body (request %s). Send the same body to get its answer, or a new key."
                            .formatted(first.id())));
        }
        return new Accepted(first, false);
    }

    private Routes.Version route(Submission submission) {
        Routes.Version route = routes.find(submission.route());
        if (route == null) {
            throw new RefusedException(new Refusal.UnknownRoute(
                    submission.route(),
                    "There is no route %s. The routes are: %s."
                            .formatted(shortened(submission.route()), String.join(", ", routes.names()))));
        }
        return route;
    }

    private double share(Submission submission, Duration deadline) {
        Long asked = submission.deadlineMs();
        if (asked == null) {
            return 1.0;
        }
        long most = deadline.toMillis();
        long least = Math.min(limits.minimumDeadline().toMillis(), most);
        if (asked < least || asked > most) {
            throw new RefusedException(
                    new Refusal.BadDeadline("downclimb-deadline-ms is %d. Route %s allows %d to %d ms."
                            .formatted(asked, submission.route(), least, most)));
        }
        return (double) asked / most;
    }

    private static String write(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    private static String shortened(String name) {
        return name.length() <= 80 ? name : name.substring(0, 80) + "…";
    }

    /** The route's own reserve, as the workflow reckons it: see {@code Deadline}. */
    static long reserveMs(Routes.@Nullable Version route, RequestRow request) {
        long whole =
                Duration.between(request.receivedAt(), request.deadlineAt()).toMillis();
        long reserve = route == null ? 250 : route.policy().reserve().toMillis();
        return Math.min(reserve, whole / 4);
    }
}
