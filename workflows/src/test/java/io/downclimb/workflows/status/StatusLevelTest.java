package io.downclimb.workflows.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusLevelTest {
    @ParameterizedTest
    @CsvSource({
        "'', UNKNOWN",
        "OPERATIONAL, OPERATIONAL",
        "UNKNOWN, UNKNOWN",
        "OPERATIONAL;UNKNOWN, UNKNOWN",
        "UNKNOWN;OPERATIONAL;OPERATIONAL, UNKNOWN",
        "UNKNOWN;DEGRADED, DEGRADED",
        "OPERATIONAL;UNKNOWN;PARTIAL_OUTAGE, PARTIAL_OUTAGE",
        "DEGRADED;MAJOR_OUTAGE;PARTIAL_OUTAGE, MAJOR_OUTAGE"
    })
    void theWorstKnownCountsAndWellIsOnlyWhatIsWellThroughout(String levels, StatusLevel worst) {
        List<StatusLevel> all = Arrays.stream(levels.split(";"))
                .filter(level -> !level.isEmpty())
                .map(StatusLevel::valueOf)
                .toList();
        assertThat(StatusLevel.worst(all)).isEqualTo(worst);
    }

    @Test
    void badSinceTheFirstOfTheWorstAndWellSinceTheLast() {
        assertThat(StatusNews.worst(List.of(
                        new StatusNews(StatusLevel.DEGRADED, 10, 100),
                        new StatusNews(StatusLevel.MAJOR_OUTAGE, 0, 100),
                        new StatusNews(StatusLevel.MAJOR_OUTAGE, 30, 90),
                        new StatusNews(StatusLevel.MAJOR_OUTAGE, 20, 100))))
                .isEqualTo(new StatusNews(StatusLevel.MAJOR_OUTAGE, 20, 90));
        assertThat(StatusNews.worst(List.of(
                        new StatusNews(StatusLevel.OPERATIONAL, 10, 100),
                        new StatusNews(StatusLevel.OPERATIONAL, 30, 100))))
                .isEqualTo(new StatusNews(StatusLevel.OPERATIONAL, 30, 100));
    }

    @ParameterizedTest
    @CsvSource({
        "https://status.anthropic.com/api/v2/summary.json, status.anthropic.com/api/v2/summary.json",
        "http://127.0.0.1:8089/status/claude/incidents.json?x=1, 127.0.0.1:8089/status/claude/incidents.json",
        "https://user:secret@status.example.com/, status.example.com/"
    })
    void aPageIsNamedByHostAndPath(URI url, String name) {
        StatusSource source = new StatusSource(StatusSource.Kind.STATUSPAGE, List.of(url), List.of());
        assertThat(source.page()).isEqualTo(name);
    }
}
