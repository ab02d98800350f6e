package io.downclimb.incident.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.incident.IncidentFormatException;
import io.downclimb.incident.IncidentHistory;
import io.downclimb.incident.IncidentJudgement;
import io.downclimb.incident.IncidentTransition;
import io.downclimb.workflows.breaker.Phase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoryTest {
    @Test
    void a_breaker_that_kept_a_rung_back_is_shown_with_the_numbers_that_opened_it() {
        Recorded recorded = Recorded.of("kept-back-by-an-open-breaker");
        String provider = recorded.policy().firstModel().orElseThrow().provider();
        IncidentTransition opened = new IncidentTransition(
                provider,
                "health",
                1,
                recorded.request().receivedAt() - 2_000,
                Phase.CLOSED,
                Phase.OPEN,
                "ERRORS",
                "errors",
                Map.of("sum", 5.25, "threshold", 4.0));
        Story story =
                Story.of(recorded.request(), recorded.policy(), recorded.history(), null, List.of(opened), List.of());
        Step knew = only(story, Step.Kind.KNEW);
        assertThat(knew.details()).anyMatch(line -> line.contains("sum 5.25, threshold 4"));
        assertThat(story.steps())
                .anyMatch(
                        step -> step.kind() == Step.Kind.DECIDED && step.text().startsWith("passes over "));
    }

    @Test
    void a_breaker_that_opens_meanwhile_stands_between_the_steps_before_and_after() {
        Recorded recorded = Recorded.of("canned-answers");
        long at = recorded.request().receivedAt() + 500;
        IncidentTransition opened = new IncidentTransition(
                "first", "health", 1, at, Phase.CLOSED, Phase.OPEN, "ERRORS", "errors", Map.of());
        Story story =
                Story.of(recorded.request(), recorded.policy(), recorded.history(), null, List.of(opened), List.of());
        Step breaker = only(story, Step.Kind.BREAKER);
        int place = story.steps().indexOf(breaker);
        assertThat(story.steps().get(place - 1).atMs()).isLessThanOrEqualTo(500);
        assertThat(story.steps().get(place + 1).atMs()).isGreaterThan(500);
        assertThat(breaker.text()).isEqualTo("health of first went from closed to open: errors");
    }

    @Test
    void a_judgement_comes_after_the_conclusion() {
        Recorded recorded = Recorded.of("primary-answers-after-a-retry");
        IncidentJudgement judgement = new IncidentJudgement(
                recorded.request().id(),
                2,
                recorded.request().deadlineAt(),
                "full",
                "primary",
                "first",
                "a-model",
                "judge-1",
                0.82,
                null);
        Story story = Story.of(
                recorded.request(), recorded.policy(), recorded.history(), null, List.of(), List.of(judgement));
        assertThat(story.steps().getLast().text()).isEqualTo("attempt 2 was judged by judge-1: 0.82");
    }

    @Test
    void each_call_shows_what_was_left_of_deadline_and_budget() {
        Story story = Recorded.of("primary-answers-after-a-retry").story();
        assertThat(story.steps())
                .filteredOn(step -> step.kind() == Step.Kind.CALLED)
                .hasSize(2)
                .allSatisfy(step -> {
                    assertThat(step.deadlineLeftMs()).isBetween(11_000L, 12_000L);
                    assertThat(step.rungLeftMs()).isBetween(3_000L, 4_000L);
                });
    }

    @Test
    void as_json_it_has_the_same_steps() {
        Story story = Recorded.of("canned-answers").story();
        ObjectNode tree = StoryJson.tree(story);
        assertThat(tree.path("steps")).hasSize(story.steps().size());
        assertThat(tree.at("/steps/0/kind").asText()).isEqualTo("ARRIVED");
        assertThat(tree.at("/outcome").asText()).isEqualTo("answered");
    }

    @Test
    void a_history_that_is_none_is_refused_by_name() {
        Recorded recorded = Recorded.of("canned-answers");
        IncidentHistory broken = new IncidentHistory("request/default/broken", "run", "Request", "{\"events\":7}");
        assertThatThrownBy(() -> Story.of(recorded.request(), recorded.policy(), broken, null, List.of(), List.of()))
                .isInstanceOf(IncidentFormatException.class)
                .hasMessageContaining("request/default/broken");
    }

    private static Step only(Story story, Step.Kind kind) {
        List<Step> steps =
                story.steps().stream().filter(step -> step.kind() == kind).toList();
        assertThat(steps).hasSize(1);
        return steps.getFirst();
    }
}
