package io.downclimb.api.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.simulator.Fault;
import io.downclimb.workflows.breaker.Phase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A provider that is as well as providers are. */
class BreakerCalmIT {
    private static final int CALLERS = 16;

    @Test
    void anHoursRequestsWithHealthyErrorsTripNothing() {
        try (BreakerStage stage =
                        new BreakerStage(Map.of("calm", "", "backup", ""), BreakerStage.route("calm", "calm", ""));
                Stack stack = stage.node()) {
            stage.simulator().faults().set("calm", new Fault.BrownOut(0.005, Fault.status(529), 7));

            List<Traffic.Reply> replies = Traffic.burst(stack, "calm", 3_600, CALLERS);

            assertThat(replies).hasSize(3_600);
            assertThat(replies).extracting(Traffic.Reply::tier).containsOnly("primary");
            assertThat(stage.simulator().calls().total("calm"))
                    .as("some were asked twice")
                    .isGreaterThan(3_600);
            assertThat(BreakerStage.story(stack, "calm")).isEmpty();
            assertThat(BreakerStage.health(stack, "calm")).isEqualTo(Phase.CLOSED);
        }
    }
}
