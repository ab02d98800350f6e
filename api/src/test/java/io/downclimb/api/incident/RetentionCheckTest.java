package io.downclimb.api.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When the start warns of a namespace that forgets too soon. */
class RetentionCheckTest {
    @Test
    void aShorterRetentionIsToldWithBothValuesAndTheCommand() {
        assertThat(RetentionCheck.warning("default", Duration.ofHours(24), Duration.ofDays(7)))
                .hasValueSatisfying(warning -> assertThat(warning)
                        .contains("incident.window is 168h", "keeps histories for 24h")
                        .contains("temporal operator namespace update --namespace default --retention 168h")
                        .contains("or set incident.window to 24h"));
    }

    @Test
    void aRetentionAsLongAsTheWindowIsQuiet() {
        assertThat(RetentionCheck.warning("default", Duration.ofDays(7), Duration.ofDays(7)))
                .isEmpty();
    }

    @Test
    void aServerThatDoesNotSayIsNotDoubted() {
        assertThat(RetentionCheck.warning("default", Duration.ZERO, Duration.ofDays(7)))
                .isEmpty();
    }
}
