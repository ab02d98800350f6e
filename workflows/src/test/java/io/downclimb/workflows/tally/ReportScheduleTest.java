package io.downclimb.workflows.tally;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportScheduleTest {
    private static final long START = 1_700_000_000_000L;

    @ParameterizedTest
    @CsvSource({
        "true, 0, 1000",
        "true, 999, 1",
        "true, 1000, 0",
        "true, 1500, -500",
        "false, 0, 10000",
        "false, 9999, 1",
        "false, 10000, 0",
        "false, 12000, -2000"
    })
    void whatIsUrgentWaitsForASecondAndTheRestForTen(boolean urgent, long since, long left) {
        ReportSchedule schedule = new ReportSchedule();
        schedule.reported(START);
        assertThat(schedule.left(urgent, START + since)).isEqualTo(left);
        assertThat(schedule.due(urgent, START + since)).isEqualTo(left <= 0);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void theFirstReportIsDueAtOnce(boolean urgent) {
        assertThat(new ReportSchedule().due(urgent, START)).isTrue();
    }

    /** Whenever it is asked, and whatever there is to say. */
    @Property
    void noTwoReportsAreLessThanASecondApart(
            @ForAll @Size(max = 300) List<@IntRange(max = 700) Integer> steps, @ForAll long urgencies) {
        ReportSchedule schedule = new ReportSchedule();
        long now = START;
        long last = Long.MIN_VALUE / 2;
        for (int step = 0; step < steps.size(); step++) {
            now += steps.get(step);
            if (schedule.due((urgencies >> step % 64 & 1) == 1, now)) {
                assertThat(now - last).isGreaterThanOrEqualTo(1_000);
                schedule.reported(now);
                last = now;
            }
        }
    }

    @Test
    void aClockThatIsSetBackSilencesNoNode() {
        ReportSchedule schedule = new ReportSchedule();
        long now = 1_700_000_000_000L;
        schedule.reported(now);
        assertThat(schedule.due(true, now - 3_600_000)).isTrue();
        assertThat(schedule.due(false, now - 3_600_000)).isTrue();
    }
}
