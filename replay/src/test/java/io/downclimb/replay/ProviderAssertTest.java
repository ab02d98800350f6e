package io.downclimb.replay;

import static io.downclimb.replay.IncidentAssertions.assertThat;
import static io.downclimb.replay.Incidents.BEGIN;
import static io.downclimb.replay.Incidents.answer;
import static io.downclimb.replay.Incidents.failure;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.breaker.Phase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is asserted about a provider's breaker and calls passes and fails where it must, and says why. */
class ProviderAssertTest {
    /** One failure long before, an outage from 60 s on, a trip at 68 s, closed again at 180 s. */
    private static final Incidents OUTAGE = new Incidents()
            .answered("canned", 500, failure("openai", 10_000, ErrorClass.OVERLOADED, Phase.CLOSED))
            .answered("primary", 500, answer("openai", 40_000, Phase.CLOSED))
            .answered("canned", 500, failure("openai", 60_000, ErrorClass.OVERLOADED, Phase.CLOSED))
            .answered("canned", 500, failure("openai", 64_000, ErrorClass.CUT, Phase.CLOSED))
            .answered("canned", 500, failure("openai", 70_000, ErrorClass.OVERLOADED, Phase.OPEN))
            .turned("openai", 68_000, Phase.CLOSED, Phase.OPEN)
            .turned("openai", 120_000, Phase.OPEN, Phase.RAMPING)
            .turned("openai", 180_000, Phase.RAMPING, Phase.CLOSED);

    @Test
    void theOutageBeginsWithTheFirstFailedCallOfItsRun() {
        assertThat(OUTAGE.incident()).provider("openai").trippedWithin(Duration.ofSeconds(8));
        assertThat(OUTAGE.incident()).trippedWithin(8);
        assertThatThrownBy(() -> assertThat(OUTAGE.incident()).trippedWithin(7))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "openai tripped 8.000 s after the first failed call at 2027-01-15T08:01:00Z, not within 7.000 s")
                .hasMessageContaining("openai health CLOSED -> OPEN at 2027-01-15T08:01:08Z (ERRORS)");
    }

    @Test
    void aBeginningCanBeGiven() {
        Instant since = Instant.ofEpochMilli(BEGIN + 50_000);
        assertThat(OUTAGE.incident()).provider("openai").trippedWithin(Duration.ofSeconds(18), since);
        assertThatThrownBy(() ->
                        assertThat(OUTAGE.incident()).provider("openai").trippedWithin(Duration.ofSeconds(17), since))
                .hasMessageContaining("tripped 18.000 s after that");
    }

    @Test
    void aTripThatNoFailedCallLedToAsksForItsBeginning() {
        var quality = new Incidents()
                .answered("primary", 500, answer("openai", 500, Phase.CLOSED))
                .turned("openai", 5_000, Phase.CLOSED, Phase.OPEN)
                .incident();
        assertThatThrownBy(() -> assertThat(quality).trippedWithin(60)).hasMessageContaining("Say since when");
    }

    /** A refusal of the prompt and a lost worker are no provider's failure. */
    @Test
    void whatIsNotTheProvidersDoingDoesNotCount() {
        var incident = new Incidents()
                .failed(100)
                .answered("canned", 500, failure("openai", 500, ErrorClass.CONTENT_POLICY, Phase.CLOSED))
                .answered("canned", 500, failure("openai", 600, ErrorClass.LOST_WORKER, Phase.CLOSED))
                .answered("canned", 500, failure("openai", 4_000, ErrorClass.AUTH, Phase.CLOSED))
                .turned("openai", 5_000, Phase.CLOSED, Phase.OPEN)
                .incident();
        assertThat(incident).provider("openai").trippedWithin(Duration.ofSeconds(1));
    }

    @Test
    void whoDidNotTripIsToldApart() {
        assertThat(OUTAGE.incident()).provider("claude").didNotTrip();
        assertThat(new Incidents().incident()).didNotTrip();
        assertThatThrownBy(() -> assertThat(OUTAGE.incident()).didNotTrip())
                .hasMessageContaining("breakers tripped 1 times:")
                .hasMessageContaining("openai health");
        assertThatThrownBy(
                        () -> assertThat(OUTAGE.incident()).provider("openai").didNotTrip())
                .hasMessageContaining("openai tripped 1 times:");
        assertThatThrownBy(
                        () -> assertThat(OUTAGE.incident()).provider("claude").trippedWithin(Duration.ofSeconds(10)))
                .hasMessageContaining("claude did not trip: its breaker has 0 transitions, of 0 calls to it 0 failed");
    }

    @Test
    void theWayBackIsMeasuredFromTheTrip() {
        assertThat(OUTAGE.incident()).provider("openai").returnedWithin(Duration.ofSeconds(112));
        assertThatThrownBy(
                        () -> assertThat(OUTAGE.incident()).provider("openai").returnedWithin(Duration.ofSeconds(111)))
                .hasMessageContaining("openai returned 112.000 s after it tripped, not within 111.000 s");
        var stillOpen = new Incidents()
                .turned("openai", 1_000, Phase.CLOSED, Phase.OPEN)
                .incident();
        assertThatThrownBy(() -> assertThat(stillOpen).provider("openai").returnedWithin(Duration.ofDays(1)))
                .hasMessageContaining("openai has not returned since");
    }

    @Test
    void callsAreCountedByWhatTheirNodeKnew() {
        assertThat(OUTAGE.incident()).callsTo("openai", Phase.CLOSED).isEqualTo(4);
        assertThat(OUTAGE.incident()).callsTo("openai", Phase.OPEN).isEqualTo(1);
        assertThat(OUTAGE.incident()).provider("openai").calls().isEqualTo(5);
        assertThatThrownBy(() -> assertThat(OUTAGE.incident())
                        .callsTo("openai", Phase.OPEN)
                        .isZero())
                .hasMessageContaining("calls to openai while it stood OPEN");
    }
}
