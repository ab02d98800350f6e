package io.downclimb.replay;

import static io.downclimb.replay.IncidentAssertions.assertThat;
import static io.downclimb.replay.Incidents.answer;
import static io.downclimb.replay.Incidents.failure;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.breaker.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is asserted about requests, tiers and times passes and fails where it must, and says why. */
class IncidentAssertTest {
    @Test
    void allWereAnswered() {
        assertThat(new Incidents()
                        .answered("primary", 500)
                        .answered("canned", 10_000)
                        .incident())
                .answeredWithinDeadline();
    }

    @Test
    void thoseWhoWereNotAnsweredInTimeAreNamed() {
        var incident = new Incidents()
                .answered("primary", 500)
                .answered("primary", 10_001)
                .failed(2_500)
                .answered("canned", 9_750)
                .incident();
        assertThatThrownBy(() -> assertThat(incident).answeredWithinDeadline())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(
                        "2 of 4 requests were answered within their deadline, which is 50.0 % and not 100.0 %")
                .hasMessageContaining("r1 answered 10.001 s after its arrival, due within 10.000 s")
                .hasMessageContaining("r2 failed 2.500 s after its arrival");
        assertThat(incident).answeredWithinDeadline(0.5);
        assertThatThrownBy(() -> assertThat(incident).answeredWithinDeadline(0.51))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void onlyTheFirstFewAreNamed() {
        Incidents incidents = new Incidents();
        for (int request = 0; request < 8; request++) {
            incidents.failed(100);
        }
        assertThatThrownBy(() -> assertThat(incidents.incident()).answeredWithinDeadline())
                .hasMessageContaining("r4 failed")
                .hasMessageContaining("and 3 more")
                .message()
                .doesNotContain("r5");
    }

    @Test
    void whoWasCancelledOrIsStillOpenWithTimeLeftIsNotCounted() {
        Incidents incidents =
                new Incidents().answered("primary", 500).cancelled().open();
        assertThat(incidents.exportedAfter(11_999).incident()).answeredWithinDeadline();
        assertThatThrownBy(() ->
                        assertThat(incidents.exportedAfter(12_000).incident()).answeredWithinDeadline())
                .hasMessageContaining("r2 never concluded, due within 10.000 s");
    }

    @Test
    void anEmptyIncidentProvesNothing() {
        var empty = new Incidents().incident();
        assertThatThrownBy(() -> assertThat(empty).answeredWithinDeadline()).hasMessageContaining("no request");
        assertThatThrownBy(() -> assertThat(empty).tierShare("primary")).hasMessageContaining("no answer");
        assertThatThrownBy(() -> assertThat(empty).medianTimeToAnswer()).hasMessageContaining("no answer");
        assertThatThrownBy(() -> assertThat(empty).trippedWithin(10)).hasMessageContaining("no breaker tripped");
        assertThatThrownBy(() -> assertThat(empty).nobodyWasAnsweredByAnOpenProvider())
                .hasMessageContaining("no answer of the incident says");
    }

    @Test
    void tiersHaveShares() {
        var incident = new Incidents()
                .answered("primary", 500)
                .answered("secondary", 900)
                .answered("secondary", 900)
                .answered("canned", 900)
                .failed(100)
                .incident();
        assertThat(incident).tierShare("secondary").isEqualTo(0.5);
        assertThat(incident).tierShare("cache").isZero();
        assertThat(incident)
                .tierShares()
                .containsOnlyKeys("primary", "secondary", "canned")
                .containsEntry("canned", 0.25);
        assertThatThrownBy(() -> assertThat(incident).tierShare("primary").isBetween(0.9, 1.0))
                .hasMessageContaining(
                        "share of the answers that tier primary gave, of {canned=1, primary=1, secondary=2}");
    }

    @Test
    void timesAreThoseOfAnswersAlone() {
        var incident = new Incidents()
                .answered("primary", 400)
                .answered("primary", 800)
                .answered("primary", 600)
                .failed(9_999)
                .incident();
        assertThat(incident).medianTimeToAnswer().isEqualTo(Duration.ofMillis(600));
        assertThat(incident).timeToAnswer(0.95).isEqualTo(Duration.ofMillis(800));
        assertThatThrownBy(() -> assertThat(incident).medianTimeToAnswer().isLessThan(Duration.ofMillis(500)))
                .hasMessageContaining("time within which 50.0 % of 3 answers had left");
    }

    @Test
    void anAnswerByAnOpenProviderIsNamed() {
        var healthy = new Incidents()
                .answered("primary", 500, answer("openai", 500, Phase.CLOSED))
                .answered("canned", 500, failure("openai", 500, ErrorClass.OVERLOADED, Phase.OPEN))
                .incident();
        assertThat(healthy).nobodyWasAnsweredByAnOpenProvider();
        var trickle = new Incidents()
                .answered("primary", 500, answer("openai", 500, Phase.OPEN))
                .incident();
        assertThatThrownBy(() -> assertThat(trickle).nobodyWasAnsweredByAnOpenProvider())
                .hasMessageContaining("1 of 1 answers came from a provider whose circuit stood open")
                .hasMessageContaining("r0 by openai, attempt 1, health OPEN, as a trickle");
    }
}
