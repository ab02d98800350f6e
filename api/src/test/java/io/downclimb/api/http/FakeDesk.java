package io.downclimb.api.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.request.Desk;
import io.downclimb.api.request.Knock;
import io.downclimb.api.request.Label;
import io.downclimb.api.request.Refusal;
import io.downclimb.api.request.Refusal.RefusedException;
import io.downclimb.api.request.Reply;
import io.downclimb.api.request.StreamCaller;
import io.downclimb.api.request.Submission;
import io.downclimb.api.request.Trail;
import io.downclimb.workflows.activity.AttemptOrder;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A desk that says what a test tells it to, and remembers what it was handed. */
final class FakeDesk implements Desk {
    static final String ID = "01J0000000000000000000TEST";
    static final Instant RECEIVED = Instant.parse("2026-11-01T12:00:00Z");
    static final Label WHOLE = new Label(
            "primary",
            "claude",
            "claude-test-1",
            false,
            null,
            List.of(),
            1,
            List.of(),
            List.of(),
            new BigDecimal("0.000125"));
    static final Label DEGRADED = new Label(
            "secondary",
            "openai",
            "gpt-test-1",
            true,
            "temporarily using a backup model",
            List.of("primary:OVERLOADED"),
            3,
            List.of("cache: miss"),
            List.of("top_k"),
            null);
    static final Label NONE = new Label(
            null,
            null,
            null,
            true,
            null,
            List.of("primary:OVERLOADED", "secondary:SILENT"),
            2,
            List.of(),
            List.of(),
            null);

    final BlockingQueue<Submission> submissions = new LinkedBlockingQueue<>();
    final BlockingQueue<CompletableFuture<Reply>> pending = new LinkedBlockingQueue<>();
    private final AtomicReference<@Nullable CompletableFuture<Reply>> next = new AtomicReference<>();
    /** What it is asked before a request is read; while it is overloaded only. */
    final BlockingQueue<Knock> knocks = new LinkedBlockingQueue<>();

    private final AtomicReference<@Nullable Function<Knock, Optional<Refusal>>> crowd = new AtomicReference<>();
    final AtomicReference<@Nullable Reply> known = new AtomicReference<>();
    final AtomicReference<@Nullable Trail> trail = new AtomicReference<>();
    final AtomicReference<@Nullable Refusal> down = new AtomicReference<>();
    private static final Policy POLICY = new Policy(
            "support-answer",
            Duration.ofSeconds(20),
            Duration.ofMillis(250),
            List.of(rung("primary", "claude", "claude-test-1"), rung("secondary", "openai", "gpt-test-1")));
    /** The longest silence towards callers who stream. */
    final AtomicReference<Duration> keepAlive = new AtomicReference<>(Duration.ofMinutes(1));

    private static Rung.Model rung(String tier, String provider, String model) {
        return new Rung.Model(
                tier,
                provider,
                model,
                Duration.ofSeconds(8),
                null,
                Duration.ofSeconds(10),
                0,
                null,
                List.of(),
                null,
                "from " + tier,
                null,
                4096,
                null);
    }

    /** An attempt at a rung of the desk's route, as a caller who reads along hears of it. */
    static AttemptOrder order(int number, int rung) {
        Rung.Model model = (Rung.Model) POLICY.ladder().get(rung);
        return new AttemptOrder(
                ID,
                "hash",
                number,
                rung,
                model.tier(),
                model.provider(),
                model.model(),
                0,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                0);
    }

    void replies(Reply reply) {
        next.set(CompletableFuture.completedFuture(reply));
    }

    void fails(Throwable thrown) {
        next.set(CompletableFuture.failedFuture(thrown));
    }

    void refuses(Refusal refusal) {
        fails(new RefusedException(refusal));
    }

    /** The next call waits until the test completes what {@link #pending} gives. */
    void waits() {
        next.set(null);
    }

    /** From now on it is overloaded, and says this to those who knock. */
    void overloaded(Function<Knock, Optional<Refusal>> answer) {
        crowd.set(answer);
    }

    void calm() {
        crowd.set(null);
    }

    void reset() {
        calm();
        knocks.clear();
        submissions.clear();
        pending.clear();
        known.set(null);
        trail.set(null);
        down.set(null);
        keepAlive.set(Duration.ofMinutes(1));
        replies(answered(WHOLE, answer("Hello.")));
    }

    static Reply.Answered answered(Label label, @Nullable ObjectNode answer) {
        return new Reply.Answered(ID, RECEIVED, "support-answer", label, answer);
    }

    static ObjectNode answer(String text) {
        ObjectNode choice = Json.object().put("index", 0);
        choice.set("message", Json.object().put("role", "assistant").put("content", text));
        choice.put("finish_reason", "stop");
        ObjectNode answer = Json.object();
        answer.set("choices", Json.NONE.arrayNode().add(choice));
        answer.set(
                "usage",
                Json.object()
                        .put("prompt_tokens", 12)
                        .put("completion_tokens", 3)
                        .put("total_tokens", 15));
        return answer;
    }

    @Override
    public CompletableFuture<Reply> submit(Submission submission) {
        StreamCaller stream = submission.stream();
        if (stream != null) {
            stream.accepted(new StreamCaller.Accepted(ID, RECEIVED, POLICY, keepAlive.get()));
        }
        submissions.add(submission);
        @Nullable CompletableFuture<Reply> told = next.get();
        CompletableFuture<Reply> reply = told == null ? new CompletableFuture<>() : told.copy();
        pending.add(reply);
        return reply;
    }

    @Override
    public boolean isOverloaded() {
        return crowd.get() != null;
    }

    @Override
    public Optional<Refusal> refuse(Knock knock) {
        knocks.add(knock);
        @Nullable Function<Knock, Optional<Refusal>> answer = crowd.get();
        return answer == null ? Optional.empty() : answer.apply(knock);
    }

    @Override
    public Optional<Reply> find(String tenant, String requestId) {
        return here(requestId);
    }

    @Override
    public Optional<Trail> trail(String tenant, String requestId) {
        return Optional.ofNullable(trail.get());
    }

    @Override
    public Optional<Reply> cancel(String tenant, String requestId, String reason) {
        return here(requestId);
    }

    @Override
    public boolean erase(String tenant, String requestId) {
        return here(requestId).isPresent();
    }

    @Override
    public List<String> routes() {
        return List.of("support-answer", "summary");
    }

    private Optional<Reply> here(String requestId) {
        @Nullable Refusal refusal = down.get();
        if (refusal != null) {
            throw new RefusedException(refusal);
        }
        return Optional.ofNullable(known.get())
                .filter(reply -> reply.requestId().equals(requestId));
    }

    <T> T taken(BlockingQueue<T> queue) throws InterruptedException {
        T taken = queue.poll(10, TimeUnit.SECONDS);
        if (taken == null) {
            throw new AssertionError("nothing came within 10 s");
        }
        return taken;
    }
}
