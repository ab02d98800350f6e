package io.downclimb.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Ids by time: their form, and what their order survives. */
class TimeOrderedIdsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123Z");
    /** As PostgreSQL compares: byte by byte. */
    private static final Comparator<UUID> ORDER = Comparator.comparing(UUID::toString);

    private final TimeOrderedIds ids = new TimeOrderedIds(new Random(7));

    @Test
    void anIdIsAUuidOfVersionSevenThatTellsItsTime() {
        UUID id = ids.next(NOW);
        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(TimeOrderedIds.timeOf(id)).isEqualTo(NOW);
        assertThat(id.toString())
                .startsWith("%012x".formatted(NOW.toEpochMilli()).substring(0, 8) + "-");
    }

    @Test
    void manyOfOneMillisecondKeepTheirOrder() {
        List<UUID> made = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            made.add(ids.next(NOW));
        }
        assertThat(made).isSortedAccordingTo(ORDER);
        assertThat(new HashSet<>(made)).hasSameSizeAs(made);
        assertThat(TimeOrderedIds.timeOf(made.getLast())).isBefore(NOW.plusMillis(20));
    }

    @Test
    void aClockSetBackALittleKeepsTheOrderAndOneSetBackFarIsFollowed() {
        UUID first = ids.next(NOW);
        UUID second = ids.next(NOW.minusMillis(900));
        assertThat(List.of(first, second)).isSortedAccordingTo(ORDER);
        Instant earlier = NOW.minus(Duration.ofHours(1));
        assertThat(TimeOrderedIds.timeOf(ids.next(earlier))).isEqualTo(earlier);
    }

    @Test
    void twoNodesMakeDifferentIdsInTheSameMillisecond() {
        assertThat(new TimeOrderedIds(new Random(1)).next(NOW))
                .isNotEqualTo(new TimeOrderedIds(new Random(2)).next(NOW));
    }
}
