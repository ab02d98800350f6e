package io.downclimb.activities.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportScheduleTest {
    private static final long NOW = 1_800_000_000_000L;

    private final ReportSchedule schedule = new ReportSchedule();

    @Test
    void whatMayDecideWaitsForASecondAndSuccessesForTen() {
        schedule.reported(NOW);
        assertThat(schedule.due(true, NOW + 999)).isFalse();
        assertThat(schedule.due(true, NOW + 1_000)).isTrue();
        assertThat(schedule.due(false, NOW + 9_999)).isFalse();
        assertThat(schedule.due(false, NOW + 10_000)).isTrue();
    }

    @Test
    void aClockThatIsSetBackSilencesNoNode() {
        schedule.reported(NOW);
        assertThat(schedule.due(true, NOW - 3_600_000)).isTrue();
        assertThat(schedule.due(false, NOW - 3_600_000)).isTrue();
    }
}
