package io.downclimb.api.stack;

import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES;
import static io.temporal.api.enums.v1.EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED;
import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.api.stack.HistoryRecorderStage.Kept;
import io.downclimb.db.RequestRow;
import io.downclimb.simulator.Fault;
import io.temporal.client.WorkflowClient;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Records the histories that {@code ReplayTest} replays: one per tier and per failure, from the real stack. Runs only when asked to
 * ({@code -Ddownclimb.record=true}): see docs/replay.md. Each test also checks that the history shows what its name says.
 */
@EnabledIfSystemProperty(named = "downclimb.record", matches = "true")
class HistoryRecorderIT {
    private static HistoryRecorderStage stage;

    @BeforeAll
    static void start() {
        stage = new HistoryRecorderStage("""
                full:
                  deadline: 12s
                  ladder:
                    - {tier: cache, ttl: 10m, stale: 24h}
                    - {tier: primary, provider: first, model: a-model, budget: 4s, retries: 1}
                    - {tier: secondary, provider: second, model: b-model, budget: 4s, notice: "temporarily using a backup model"}
                    - {tier: canned, text: "CANNED-MARKER: we cannot answer right now. Your request {id} is saved."}
                stale:
                  deadline: 12s
                  ladder:
                    - {tier: cache, ttl: 1ms, stale: 24h}
                    - {tier: primary, provider: first, model: a-model, budget: 4s}
                    - {tier: canned, text: "CANNED-MARKER: we cannot answer right now. Your request {id} is saved."}
                quick:
                  deadline: 4s
                  ladder:
                    - {tier: primary, provider: first, model: a-model, budget: 500ms}
                    - {tier: spare, provider: first, model: another-model, budget: 500ms}
                    - {tier: secondary, provider: second, model: b-model, budget: 2s}
                picky:
                  deadline: 10s
                  ladder:
                    - {tier: primary, provider: first, model: a-model, budget: 4s, retries: 1, validate: [{max-length: 5}]}
                    - {tier: secondary, provider: second, model: b-model, budget: 4s}
                windows:
                  deadline: 10s
                  ladder:
                    - {tier: primary, provider: first, model: a-model, budget: 3s}
                    - {tier: same-window, provider: first, model: a-model, budget: 3s}
                    - {tier: larger-window, provider: second, model: b-model, budget: 3s}
                    - {tier: canned, text: "CANNED-MARKER: we cannot answer right now. Your request {id} is saved."}
                """);
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @BeforeEach
    void healthy() {
        stage.healthy();
    }

    @Test
    void primaryAnswers() {
        Kept kept = stage.keep("primary-answers", stage.ask("full", "primary-answers"));
        served(kept, "primary", "[]");
        assertThat(kept.events()).doesNotContain(EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES);
    }

    @Test
    void cacheAnswers() {
        stage.keep("primary-answers-a-keyed-request", stage.ask("full", "cache", "Idempotency-Key", "KEY-MARKER-7"));
        Kept kept = stage.keep("cache-answers", stage.ask("full", "cache"));
        served(kept, "cache", "[]");
        assertThat(kept.answer().degraded()).isFalse();
    }

    @Test
    void staleCacheAnswers() {
        stage.awaitEnd(stage.ask("stale", "stale").workflowId());
        first(overloaded(529));
        Kept kept = stage.keep("stale-cache-answers", stage.ask("stale", "stale"));
        served(kept, "cache", "[\"primary:OVERLOADED\"]");
        assertThat(kept.answer().degraded()).isTrue();
    }

    @Test
    void primaryAnswersAfterARetry() {
        stage.stack().simulator().faults().sequence("first", List.of(overloaded(529)));
        Kept kept = stage.keep("primary-answers-after-a-retry", stage.ask("full", "retry"));
        served(kept, "primary", "[\"primary:OVERLOADED\"]");
        assertThat(kept.answer().attempts()).isEqualTo(2);
    }

    @Test
    void primaryAnswersAfterTheWaitItAskedFor() {
        stage.stack().simulator().faults().sequence("first", List.of(Fault.status(429, "1")));
        Kept kept = stage.keep("primary-answers-after-the-wait-it-asked-for", stage.ask("full", "hint"));
        served(kept, "primary", "[\"primary:RATE_LIMITED\"]");
        assertThat(kept.answer().attempts()).isEqualTo(2);
    }

    @Test
    void secondaryAnswersAfterOverload() {
        first(overloaded(529));
        Kept kept = stage.keep("secondary-answers-after-overload", stage.ask("full", "overload"));
        served(kept, "secondary", "[\"primary:OVERLOADED\"]");
        assertThat(kept.events()).containsOnlyOnce(EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES);
    }

    @Test
    void secondaryAnswersAfterARefusedKey() {
        first(new Fault.Echo(new Fault.BrokenKey()));
        Kept kept = stage.keep("secondary-answers-after-a-refused-key", stage.ask("full", "auth"));
        served(kept, "secondary", "[\"primary:AUTH\"]");
    }

    @Test
    void secondaryAnswersAfterQuota() {
        first(new Fault.Echo(new Fault.InsufficientQuota()));
        Kept kept = stage.keep("secondary-answers-after-quota", stage.ask("full", "quota"));
        served(kept, "secondary", "[\"primary:QUOTA\"]");
    }

    @Test
    void secondaryAnswersAfterSilenceAndTheSilentProviderIsNotAskedAgain() {
        first(new Fault.Silent());
        Kept kept = stage.keep("secondary-answers-after-silence", stage.ask("quick", "silence"));
        served(kept, "secondary", "[\"primary:SILENT\"]");
        assertThat(kept.answer().skipped()).contains("spare");
    }

    @Test
    void secondaryAnswersAfterACut() {
        first(new Fault.Cut(5));
        Kept kept = stage.keep("secondary-answers-after-a-cut", stage.ask("full", "cut"));
        served(kept, "secondary", "[\"primary:CUT\"]");
    }

    @Test
    void secondaryAnswersAfterARejection() {
        Kept kept = stage.keep("secondary-answers-after-a-rejection", stage.ask("picky", "rejected"));
        served(kept, "secondary", "[\"primary:REJECTED\"]");
    }

    @Test
    void secondaryAnswersWhatPrimaryCannotCarry() {
        String tools = """
                "tools": [{"type": "custom", "custom": {"name": "look"}}],""";
        Kept kept = stage.keep("secondary-answers-what-primary-cannot-carry", stage.askWith(tools, "full", "tools"));
        served(kept, "secondary", "[]");
        assertThat(kept.answer().skipped()).contains("primary");
    }

    @Test
    void cannedAnswers() {
        first(overloaded(529));
        second(overloaded(503));
        Kept kept = stage.keep("canned-answers", stage.ask("full", "canned"));
        served(kept, "canned", "[\"primary:OVERLOADED\",\"secondary:OVERLOADED\"]");
    }

    @Test
    void everyRungFailed() {
        first(new Fault.ModelGone());
        second(overloaded(503));
        Kept kept = stage.keep("every-rung-failed", stage.ask("quick", "nothing left"));
        ended(kept, "failed", null);
    }

    @Test
    void noTimeWasLeft() {
        first(new Fault.Stall(3));
        Kept kept = stage.keep("no-time-was-left", stage.ask("quick", "stall"));
        ended(kept, "failed", null);
        assertThat(kept.answer().skipped()).contains("no time was left");
    }

    @Test
    void aLargerWindowAnswers() {
        first(new Fault.Echo(new Fault.ContextLength()));
        Kept kept = stage.keep("larger-window-answers", stage.ask("windows", "long"));
        served(kept, "larger-window", "[\"primary:CONTEXT_LENGTH\"]");
        assertThat(kept.answer().skipped()).contains("same-window");
    }

    @Test
    void noWindowIsLargeEnough() {
        first(new Fault.Echo(new Fault.ContextLength()));
        second(new Fault.Echo(new Fault.ContextLength()));
        Kept kept = stage.keep("no-window-is-large-enough", stage.ask("windows", "too long"));
        ended(kept, "failed", "CONTEXT_LENGTH");
    }

    @Test
    void aContentPolicyStopsTheClimb() {
        first(new Fault.Echo(new Fault.ContentFilter(false)));
        Kept kept = stage.keep("content-policy-stops", stage.ask("full", "forbidden"));
        ended(kept, "failed", "CONTENT_POLICY");
        assertThat(stage.stack().simulator().calls().total("second")).isZero();
    }

    @Test
    void aRefusalIsAnAnswer() {
        first(new Fault.ContentFilter(true));
        Kept kept = stage.keep("primary-refuses", stage.ask("full", "refusal"));
        served(kept, "primary", "[]");
    }

    @Test
    void cancelledDuringAnAttempt() {
        first(new Fault.Silent());
        RequestRow request = stage.ask("full", "cancelled call");
        stage.awaitCall("first");
        cancel(request);
        Kept kept = stage.keep("cancelled-during-an-attempt", request);
        ended(kept, "cancelled", null);
        assertThat(kept.events()).endsWith(EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED);
    }

    @Test
    void cancelledDuringAWait() {
        first(Fault.status(429, "3"));
        RequestRow request = stage.ask("full", "cancelled wait");
        stage.awaitEvents(2, EVENT_TYPE_ACTIVITY_TASK_SCHEDULED, request.workflowId());
        cancel(request);
        Kept kept = stage.keep("cancelled-during-a-wait", request);
        ended(kept, "cancelled", null);
        assertThat(kept.events()).endsWith(EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED);
    }

    /** As an operator does in Temporal's UI; a caller's cancel is a conclusion written elsewhere. */
    private static void cancel(RequestRow request) {
        stage.bean(WorkflowClient.class)
                .newUntypedWorkflowStub(request.workflowId())
                .cancel();
    }

    /** With the prompt and the key in the provider's error, as some providers do. */
    private static Fault overloaded(int status) {
        return new Fault.Echo(Fault.status(status));
    }

    private static void first(Fault fault) {
        stage.stack().simulator().faults().set("first", fault);
    }

    private static void second(Fault fault) {
        stage.stack().simulator().faults().set("second", fault);
    }

    private static void served(Kept kept, String tier, String classes) {
        assertThat(kept.answer().outcome()).isEqualTo("answered");
        assertThat(kept.answer().tier()).isEqualTo(tier);
        assertThat(kept.answer().classes().replace(" ", "")).isEqualTo(classes);
    }

    private static void ended(Kept kept, String outcome, String errorClass) {
        assertThat(kept.answer().outcome()).isEqualTo(outcome);
        assertThat(kept.answer().errorClass()).isEqualTo(errorClass);
    }
}
