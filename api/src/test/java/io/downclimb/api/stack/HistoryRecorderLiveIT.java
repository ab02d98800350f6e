package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.api.request.CallerQueue;
import io.downclimb.api.stack.HistoryRecorderStage.Kept;
import io.downclimb.db.RequestRow;
import io.temporal.api.enums.v1.EventType;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Records the histories of requests whose callers read along: see docs/replay.md. */
@EnabledIfSystemProperty(named = "downclimb.record", matches = "true")
class HistoryRecorderLiveIT {
    private static HistoryRecorderStage stage;
    private static RequestRow like;

    @BeforeAll
    static void start() {
        stage = new HistoryRecorderStage("""
                live:
                  deadline: 20s
                  streaming: live
                  ladder:
                    - {tier: primary, provider: first, model: a-model, budget: 8s, retries: 1}
                    - {tier: secondary, provider: second, model: b-model, budget: 8s}
                """);
        like = stage.ask("live", "warm up");
        stage.awaitEnd(like.workflowId());
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @Test
    void aCallIsMadeAtTheNodeOfItsCaller() {
        Kept kept = keep(
                "live-call-at-the-callers-node", stage.bean(CallerQueue.class).name());
        assertThat(kept.events()).doesNotContain(EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT);
    }

    @Test
    void aCallIsMadeElsewhereOnceTheNodeOfItsCallerIsGone() {
        Kept kept = keep("live-call-after-the-callers-node-was-lost", "queue-of-a-node-that-was-lost");
        assertThat(kept.events()).containsOnlyOnce(EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT);
    }

    private static Kept keep(String name, String callerQueue) {
        RequestRow request = stage.accept(like, Duration.ofSeconds(20), name);
        stage.startReadAlong(request, callerQueue);
        Kept kept = stage.keep(name, request);
        assertThat(kept.answer().outcome()).isEqualTo("answered");
        assertThat(kept.answer().tier()).isEqualTo("primary");
        return kept;
    }
}
