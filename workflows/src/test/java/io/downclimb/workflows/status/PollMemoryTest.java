package io.downclimb.workflows.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.WorkflowData;
import io.temporal.common.converter.DataConverter;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PollMemoryTest {
    private static final URI PAGE = URI.create("https://page/summary.json");

    private static PollMemory read(PollMemory before, StatusLevel level, long since, long now) {
        return before.read(PAGE, List.of(), "hash", Map.of("claude", new StatusNews(level, since, now)), now);
    }

    @Test
    void whatWasNeverReadIsUnknown() {
        assertThat(PollMemory.FRESH.news("claude", 500)).isEqualTo(new StatusNews(StatusLevel.UNKNOWN, 500, 500));
        assertThat(PollMemory.FRESH.failed(false, 400).news("claude", 500))
                .isEqualTo(new StatusNews(StatusLevel.UNKNOWN, 400, 500));
    }

    @Test
    void aFailedPollKeepsTheLastReadingWithItsAgeAndTheThirdDoesNot() {
        PollMemory well = read(PollMemory.FRESH, StatusLevel.OPERATIONAL, 10, 1_000);
        PollMemory twice = well.failed(false, 2_000).failed(false, 3_000);
        assertThat(twice.news("claude", 3_000)).isEqualTo(new StatusNews(StatusLevel.OPERATIONAL, 10, 1_000));
        assertThat(twice.failed(false, 4_000).news("claude", 4_000))
                .isEqualTo(new StatusNews(StatusLevel.UNKNOWN, 2_000, 4_000));
    }

    @Test
    void anOldReadingIsNone() {
        PollMemory down = read(PollMemory.FRESH, StatusLevel.MAJOR_OUTAGE, 10, 1_000);
        assertThat(down.news("claude", 181_000).level()).isEqualTo(StatusLevel.MAJOR_OUTAGE);
        assertThat(down.news("claude", 181_001)).isEqualTo(new StatusNews(StatusLevel.UNKNOWN, 1_000, 181_001));
    }

    @Test
    void oneGoodPollForgetsTheFailures() {
        PollMemory failing = PollMemory.FRESH.failed(true, 1).failed(true, 2).failed(true, 3);
        assertThat(failing.refusals()).isEqualTo(3);
        assertThat(failing.failed(false, 4).refusals()).isZero();
        PollMemory again = read(failing, StatusLevel.OPERATIONAL, 0, 5);
        assertThat(again.failures()).isZero();
        assertThat(again.refusals()).isZero();
        assertThat(again.news("claude", 6).level()).isEqualTo(StatusLevel.OPERATIONAL);
    }

    @Test
    void aLevelWithoutABeginningBeganWhenItWasFirstSeen() {
        PollMemory first = read(PollMemory.FRESH, StatusLevel.DEGRADED, 0, 1_000);
        PollMemory second = read(first, StatusLevel.DEGRADED, 0, 2_000);
        assertThat(second.news("claude", 2_000)).isEqualTo(new StatusNews(StatusLevel.DEGRADED, 1_000, 2_000));
        assertThat(read(second, StatusLevel.OPERATIONAL, 0, 3_000)
                        .news("claude", 3_000)
                        .since())
                .isEqualTo(3_000);
        assertThat(read(second, StatusLevel.OPERATIONAL, 9_000, 3_000)
                        .news("claude", 3_000)
                        .since())
                .describedAs("a page whose clock is ahead")
                .isEqualTo(3_000);
    }

    @Test
    void itSurvivesItsWayThroughHistory() {
        DataConverter converter = WorkflowData.converter();
        PollMemory memory = PollMemory.FRESH.read(
                PAGE,
                List.of(new Validator("\"v\"", null)),
                "hash",
                Map.of("claude", new StatusNews(StatusLevel.DEGRADED, 1, 2)),
                3);
        StatusInput input = new StatusInput(
                new StatusPage("page", StatusSource.Kind.GOOGLE, List.of(PAGE), Map.of("claude", List.of("id"))),
                30_000,
                memory);
        StatusInput back =
                converter.fromPayload(converter.toPayload(input).orElseThrow(), StatusInput.class, StatusInput.class);
        assertThat(back).isEqualTo(input);
        assertThat(back.asks(new StatusInput(input.page(), 30_000, null))).isTrue();
        assertThat(back.asks(new StatusInput(input.page(), 10_000, null))).isFalse();
    }
}
