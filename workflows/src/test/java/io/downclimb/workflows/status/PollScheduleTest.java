package io.downclimb.workflows.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PollScheduleTest {
    private static final URI FIRST = URI.create("https://first/summary.json");
    private static final URI SECOND = URI.create("https://second/summary.json");
    private static final long HOUR = 3_600_000;

    @ParameterizedTest
    @CsvSource({
        // interval, refusals, retry-after, random, wait
        "30000, 0, 0, 0.5, 30000",
        "30000, 0, 0, 0.0, 24000",
        "30000, 0, 0, 1.0, 36000",
        "30000, 1, 0, 0.5, 60000",
        "30000, 2, 0, 0.5, 120000",
        "30000, 3, 0, 0.5, 240000",
        "30000, 4, 0, 0.5, 300000",
        "30000, 90, 0, 0.5, 300000",
        "30000, 90, 0, 1.0, 360000",
        "30000, 1, 120000, 0.5, 120000",
        "30000, 1, 1000, 0.5, 60000",
        "30000, 1, 86400000, 0.5, 600000",
        "300, 1, 0, 0.5, 600",
        "600000, 1, 0, 0.5, 600000"
    })
    void theWaitGrowsWithRefusalsAndObeysThePage(
            long interval, int refusals, long retryAfter, double random, long wait) {
        assertThat(PollSchedule.waitMs(interval, refusals, retryAfter, random)).isEqualTo(wait);
    }

    @Property
    void theWaitIsNeverShorterThanFourFifthsOfTheIntervalNorLongerThanTenMinutes(
            @ForAll @LongRange(min = 100, max = 60_000) long interval,
            @ForAll @IntRange(max = 1_000) int refusals,
            @ForAll @LongRange(min = 0) long retryAfter,
            @ForAll @DoubleRange(min = 0, max = 1) double random) {
        assertThat(PollSchedule.waitMs(interval, refusals, retryAfter, random))
                .isBetween(Math.round((double) interval * 0.8), 600_000L);
    }

    @Test
    void whoAnsweredLastIsAskedFirstForAnHour() {
        List<URI> urls = List.of(FIRST, SECOND);
        PollMemory memory = PollMemory.FRESH.read(SECOND, List.of(), "hash", Map.of(), 1_000);
        assertThat(PollSchedule.order(urls, PollMemory.FRESH, 1_000)).containsExactly(FIRST, SECOND);
        assertThat(PollSchedule.order(urls, memory, 1_000 + HOUR - 1)).containsExactly(SECOND, FIRST);
        assertThat(PollSchedule.order(urls, memory, 1_000 + HOUR)).containsExactly(FIRST, SECOND);
        assertThat(PollSchedule.order(List.of(FIRST), memory, 1_000)).containsExactly(FIRST);
    }

    @Test
    void theHourDoesNotBeginAnewWithEachAnswer() {
        PollMemory memory = PollMemory.FRESH
                .read(SECOND, List.of(), "hash", Map.of(), 1_000)
                .read(SECOND, List.of(), "hash", Map.of(), 1_000 + HOUR / 2);
        assertThat(PollSchedule.order(List.of(FIRST, SECOND), memory, 1_000 + HOUR))
                .containsExactly(FIRST, SECOND);
        PollMemory again = memory.read(SECOND, List.of(), "hash", Map.of(), 1_000 + HOUR);
        assertThat(PollSchedule.order(List.of(FIRST, SECOND), again, 1_000 + HOUR + 1))
                .containsExactly(SECOND, FIRST);
    }
}
