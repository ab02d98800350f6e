package io.downclimb.workflows.tally;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.ErrorClass;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a breaker costs a node in an hour of virtual time: reports, counted as the reporter would send them, at one and at a hundred calls a second. */
class ReportCostTest {
    private static final long START = 1_700_000_000_000L;
    private static final long HOUR_MS = 3_600_000;
    private static final AttemptResult GOOD = Samples.result(Samples.whole(), 100L, 200);
    private static final AttemptResult BAD =
            Samples.result(Samples.failed(ErrorClass.OVERLOADED, "http-529"), null, 50);

    /** Seeded, so the counts are the same each time; bounds leave room for another seed. */
    @ParameterizedTest(name = "{0} calls a second, {1} of them fail: {2} to {3} reports an hour")
    @CsvSource({
        "1,   0,     359,  361",
        "100, 0,     359,  361",
        "1,   0.005, 360,  400",
        "100, 0.005, 1000, 1700",
        "1,   1,     3590, 3600",
        "100, 1,     3590, 3600"
    })
    void reportsDoNotGrowWithCalls(int perSecond, double failing, int least, int most) {
        assertThat(reports(perSecond, failing)).isBetween(least, most);
    }

    @Test
    void aHundredTimesTheLoadIsNeverTenTimesTheReports() {
        for (double failing : new double[] {0, 0.005, 0.3, 1}) {
            assertThat(reports(100, failing)).isLessThan(10 * reports(1, failing));
        }
    }

    private static int reports(int perSecond, double failing) {
        ProviderTally tally = new ProviderTally(() -> {});
        ReportSchedule schedule = new ReportSchedule();
        Random random = new Random(7);
        schedule.reported(START);
        int reports = 0;
        for (long call = 0; call < HOUR_MS / 1_000 * perSecond; call++) {
            long now = START + call * 1_000 / perSecond;
            CallTicket ticket = new CallTicket(
                    tally, Samples.RUNG, Samples.HEALTH, 0, Samples.QUALITY, 0, null, Instant.ofEpochMilli(now));
            tally.begun(ticket);
            ticket.ended(random.nextDouble() < failing ? BAD : GOOD);
            tally.look(Instant.ofEpochMilli(now));
            if (schedule.due(tally.isUrgent(), now) && tally.take("node", reports + 1L, now) != null) {
                schedule.reported(now);
                reports++;
            }
        }
        return reports;
    }
}
