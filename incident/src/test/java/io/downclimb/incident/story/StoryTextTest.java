package io.downclimb.incident.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of recorded requests is written down in {@code src/test/resources/stories}; what is told now is left in {@code target/stories}. */
class StoryTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cache-answers",
                "cancelled-during-an-attempt",
                "canned-answers",
                "content-policy-stops",
                "held-since-the-breaker-opened",
                "inline-secondary-answers-after-overload",
                "kept-back-by-an-open-breaker",
                "lost-worker-recalled",
                "lost-worker-sent-again",
                "primary-answers-after-a-retry",
                "recorded-attempts-are-not-made-again",
                "secondary-answers-after-silence"
            })
    void a_recorded_request_is_told_as_it_was_told_before(String name) throws IOException {
        String told = StoryText.of(Recorded.of(name).story(), false);
        Path now = Files.createDirectories(Path.of("target/stories")).resolve(name + ".txt");
        Files.writeString(now, told);
        assertThat(told)
                .as("compare %s with src/test/resources/stories/%s.txt", now, name)
                .isEqualTo(Recorded.text(name + ".txt"));
    }

    @Test
    void without_a_history_the_calls_and_the_end_are_told_and_what_is_missing_is_said() {
        String told = StoryText.of(Recorded.of("canned-answers").withoutHistory(), false);
        assertThat(told.replaceAll("\\s+", " "))
                .contains("There is no history of this request (older than the namespace's retention of 24h)")
                .contains("attempt 5: OVERLOADED, status 503")
                .contains("answered by canned, degraded");
    }

    @Test
    void no_line_is_wider_than_a_terminal() {
        for (String name : List.of("canned-answers", "held-since-the-breaker-opened", "lost-worker-recalled")) {
            assertThat(StoryText.of(Recorded.of(name).story(), false).lines())
                    .allMatch(line -> line.length() <= StoryText.WIDTH);
        }
    }

    @Test
    void colours_change_no_letter() {
        Story story = Recorded.of("canned-answers").story();
        assertThat(StoryText.of(story, true).replaceAll("\u001b\\[[0-9]*m", "")).isEqualTo(StoryText.of(story, false));
        assertThat(StoryText.of(story, true)).contains("\u001b[36m");
    }

    @Test
    void what_a_hostile_file_says_cannot_move_the_terminal() {
        Step step = new Step(0, Step.Kind.ARRIVED, "arrived \u001b[2J on \u202eroute", List.of("\u0007"), null, null);
        Story story = new Story(
                "id\u001b[2J",
                "route",
                "hash",
                "workflow",
                null,
                0,
                1_000,
                null,
                null,
                false,
                null,
                null,
                List.of(step),
                List.of());
        assertThat(StoryText.of(story, false)).doesNotContain("\u001b", "\u202e", "\u0007");
    }
}
