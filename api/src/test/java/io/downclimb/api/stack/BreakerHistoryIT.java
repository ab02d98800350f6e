package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.simulator.Fault;
import io.downclimb.workflows.WorkflowData;
import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.Prepared;
import io.downclimb.workflows.breaker.Admission;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.breaker.Reason;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a request saw of the breakers stands in its own history. */
class BreakerHistoryIT {
    private static final CircuitId HEALTH = new CircuitId.Health(null);

    @Test
    void aHistoryTellsWhatTheRequestAndItsAttemptsSaw() {
        try (BreakerStage stage =
                        new BreakerStage(Map.of("told", "", "backup", ""), BreakerStage.route("told", "told", ""));
                Stack stack = stage.node()) {
            stage.simulator().faults().set("told", Fault.status(529));
            String before = Traffic.patiently(stack, "told", "before").requestId();
            try (Traffic _ = Traffic.on(stack, "told", Duration.ofSeconds(1))) {
                BreakerStage.awaitHealth(stack, "told", Duration.ofSeconds(20), Phase.OPEN);
            }
            long opened = BreakerStage.transitions(stack, "told")
                    .getLast()
                    .path("generation")
                    .asLong();
            String after = Traffic.patiently(stack, "told", "after").requestId();

            assertThat(Objects.requireNonNull(prepared(stack, before).admission(0))
                            .allowed())
                    .isTrue();
            assertThat(attempts(stack, before)).hasSizeGreaterThan(1).allSatisfy(result -> {
                Admission admission = Objects.requireNonNull(result.admission());
                assertThat(admission.rung()).isEqualTo(result.rung());
                assertThat(admission.allowed()).isTrue();
                assertThat(seen(admission).phase()).isEqualTo(Phase.CLOSED);
                assertThat(seen(admission).generation()).isZero();
            });
            Admission kept = Objects.requireNonNull(prepared(stack, after).admission(0));
            assertThat(kept.allowed()).isFalse();
            assertThat(kept.why()).isEqualTo("breaker health is open (errors)");
            assertThat(kept.trickle()).isFalse();
            assertThat(seen(kept)).isEqualTo(new Admission.Seen(HEALTH, Phase.OPEN, Reason.ERRORS, opened));
            assertThat(attempts(stack, after))
                    .singleElement()
                    .satisfies(result -> assertThat(result.rung()).isEqualTo(1));
        }
    }

    private static Admission.Seen seen(Admission admission) {
        return admission.seen().stream()
                .filter(one -> one.circuit().equals(HEALTH))
                .findFirst()
                .orElseThrow();
    }

    private static Prepared prepared(Stack stack, String requestId) {
        return history(stack, requestId).stream()
                .filter(HistoryEvent::hasMarkerRecordedEventAttributes)
                .map(event -> event.getMarkerRecordedEventAttributes().getDetailsOrThrow("result"))
                .map(payloads -> read(payloads, Prepared.class))
                .findFirst()
                .orElseThrow();
    }

    private static List<AttemptResult> attempts(Stack stack, String requestId) {
        return history(stack, requestId).stream()
                .filter(HistoryEvent::hasActivityTaskCompletedEventAttributes)
                .map(event ->
                        read(event.getActivityTaskCompletedEventAttributes().getResult(), AttemptResult.class))
                .toList();
    }

    private static <T> T read(Payloads payloads, Class<T> type) {
        return WorkflowData.converter().fromPayloads(0, Optional.of(payloads), type, type);
    }

    /** All of it: whoever waits for the answer is released before the workflow ends. */
    private static List<HistoryEvent> history(Stack stack, String requestId) {
        WorkflowClient client = stack.node().context().getBean(WorkflowClient.class);
        return Patiently.await(
                Duration.ofSeconds(20),
                () -> client.fetchHistory("request/default/" + requestId).getEvents(),
                events -> events.stream().anyMatch(HistoryEvent::hasWorkflowExecutionCompletedEventAttributes));
    }
}
