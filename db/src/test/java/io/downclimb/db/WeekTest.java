package io.downclimb.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Weeks begin on Mondays in UTC, and an id knows its own. */
class WeekTest {
    private static final Week WEEK = new Week(Instant.parse("2026-11-16T00:00:00Z"));

    @Test
    void aWeekIsFromMondayToMonday() {
        assertThat(Week.of(Instant.parse("2026-11-16T00:00:00Z"))).isEqualTo(WEEK);
        assertThat(Week.of(Instant.parse("2026-11-22T23:59:59.999999Z"))).isEqualTo(WEEK);
        assertThat(Week.of(Instant.parse("2026-11-23T00:00:00Z"))).isEqualTo(WEEK.next());
        assertThat(WEEK.end()).isEqualTo(WEEK.next().begin());
        assertThatIllegalArgumentException().isThrownBy(() -> new Week(Instant.parse("2026-11-17T00:00:00Z")));
    }

    @Test
    void anIdLiesInTheWeekOfItsTime() {
        TimeOrderedIds ids = new TimeOrderedIds(new Random(7));
        assertThat(Week.of(ids.next(WEEK.begin()))).isEqualTo(WEEK);
        assertThat(Week.of(ids.next(WEEK.end().minusMillis(1)))).isEqualTo(WEEK);
        assertThat(Week.of(WEEK.firstId())).isEqualTo(WEEK);
        assertThat(ids.next(WEEK.begin().plusMillis(1)).toString())
                .isGreaterThan(WEEK.firstId().toString());
    }

    @Test
    void aPartitionIsNamedByItsMondayAndReadBack() {
        assertThat(WEEK.partitionOf("requests")).isEqualTo("requests_20261116");
        assertThat(Week.named("20261116")).isEqualTo(WEEK);
    }

    @Test
    void aStatementNamesPartitionsOrWholeTables() {
        PartitionedSql sql = new PartitionedSql("select attempts from {answers} join {requests} on true");
        assertThat(sql.ofAll()).isEqualTo("select attempts from answers join requests on true");
        assertThat(sql.of(WEEK)).isEqualTo("select attempts from answers_20261116 join requests_20261116 on true");
    }

    @Test
    void aWeekIsPastADayAfterWhatIsKeptOfItsLastRequest() {
        Instant end = WEEK.end();
        Duration keep = Duration.ofDays(30);
        assertThat(PartitionTables.isPast(WEEK, keep, end.plus(Duration.ofDays(31))))
                .isFalse();
        assertThat(PartitionTables.isPast(
                        WEEK, keep, end.plus(Duration.ofDays(31)).plusMillis(1)))
                .isTrue();
    }
}
