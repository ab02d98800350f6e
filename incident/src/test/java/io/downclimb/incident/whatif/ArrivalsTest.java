package io.downclimb.incident.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.incident.IncidentRequest;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Skip;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.PolicyJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How an incident's requests come in again. */
class ArrivalsTest {
    private static Arrival arrival(IncidentRequest request, Map<String, Policy> changed) {
        return Arrivals.of(Calls.incident(List.of(request)), changed, Timing.USUAL)
                .getFirst();
    }

    private static IncidentRequest request(List<String> skipped, double share, long allowedMs) {
        IncidentRequest whole = Calls.request(
                "r",
                Calls.T,
                1_700,
                "answered",
                "secondary",
                skipped,
                Calls.attempt(2, 1, "secondary", "beta", Calls.T + 35, Calls.WHOLE, 700L, 1_600));
        return new IncidentRequest(
                whole.id(),
                whole.tenant(),
                whole.route(),
                whole.policyHash(),
                whole.workflowId(),
                whole.receivedAt(),
                whole.receivedAt() + allowedMs,
                share,
                false,
                whole.concludedAt(),
                whole.outcome(),
                whole.tier(),
                whole.provider(),
                whole.model(),
                whole.degraded(),
                null,
                null,
                List.of(),
                skipped,
                null,
                whole.attempts());
    }

    private static Policy lasting(Duration deadline) {
        return new Policy("support", deadline, Duration.ofMillis(250), Calls.POLICY.ladder());
    }

    @Test
    void unchangedItComesUnderItsOwnPolicyWithItsOwnDeadlineAndStart() {
        Arrival arrival = arrival(request(List.of(), 0.5, 10_000), Map.of());

        assertThat(arrival.policy()).isEqualTo(Calls.POLICY);
        assertThat(arrival.policyHash()).isEqualTo(Calls.HASH);
        assertThat(arrival.deadlineAt()).isEqualTo(Calls.T + 10_000);
        assertThat(arrival.share()).isEqualTo(0.5);
        assertThat(arrival.startMs()).isEqualTo(35);
        assertThat(arrival.hangsUpAt()).isNull();
    }

    @Test
    void anotherDeadlineHoldsForThoseWhoAllowedAllOfIt() {
        Policy longer = lasting(Duration.ofSeconds(40));
        Arrival whole = arrival(request(List.of(), 1, 20_000), Map.of("support", longer));
        Arrival restricted = arrival(request(List.of(), 0.5, 10_000), Map.of("support", longer));

        assertThat(whole.policyHash()).isEqualTo(PolicyJson.hash(longer));
        assertThat(whole.deadlineAt()).isEqualTo(Calls.T + 40_000);
        assertThat(whole.share()).isEqualTo(1);
        assertThat(restricted.deadlineAt()).isEqualTo(Calls.T + 10_000);
        assertThat(restricted.share()).isEqualTo(0.25);
    }

    @Test
    void aRungThatCouldNotCarryItCannotAgainAndReasonsOfTheMomentAreForgotten() {
        Arrival arrival = arrival(
                request(
                        List.of(
                                "primary: anthropic-messages cannot carry audio",
                                "secondary: breaker health is open (errors)",
                                "secondary: the retries of provider beta are spent for now"),
                        1,
                        20_000),
                Map.of());

        assertThat(arrival.skips())
                .containsExactly(
                        new Skip(0, "primary", ErrorClass.INVALID_REQUEST, "anthropic-messages cannot carry audio"));
    }

    @Test
    void aRouteThatIsNotChangedKeepsItsPolicy() {
        Arrival arrival = arrival(request(List.of(), 1, 20_000), Map.of("another", lasting(Duration.ofSeconds(40))));

        assertThat(arrival.policy()).isEqualTo(Calls.POLICY);
    }

    @Test
    void whoHungUpHangsUpAtTheSameTime() {
        IncidentRequest cancelled = Calls.request("r", Calls.T, 900, "cancelled", null, List.of());

        assertThat(arrival(cancelled, Map.of()).hangsUpAt()).isEqualTo(Calls.T + 900);
    }
}
