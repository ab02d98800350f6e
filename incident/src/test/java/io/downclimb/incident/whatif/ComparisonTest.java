package io.downclimb.incident.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.downclimb.incident.Incident;
import io.downclimb.workflows.activity.ErrorClass;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Before and after, for people and for programs. */
class ComparisonTest {
    private static final Incident INCIDENT = Calls.incident(List.of(
            Calls.answered("a", Calls.T, 1_600, "primary", Calls.attempt(Calls.T + 20, Calls.WHOLE, 700L, 1_500)),
            Calls.answered(
                    "b",
                    Calls.T + 100,
                    9_700,
                    "secondary",
                    Calls.attempt(Calls.T + 120, Calls.failed(ErrorClass.SILENT), null, 8_000),
                    Calls.attempt(2, 1, "secondary", "beta", Calls.T + 8_150, Calls.WHOLE, 800L, 1_600))));

    private static Comparison comparison() {
        return WhatIf.of(INCIDENT)
                .with(Made.policy(Duration.ofSeconds(3), 2))
                .seeds(4)
                .run();
    }

    private static Row row(Comparison comparison, String key) {
        return comparison.rows().stream()
                .filter(row -> row.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aSmallerBudgetMakesTheSlowAnswerQuicker() {
        Row p99 = row(comparison(), "answer-ms.p99");

        assertThat(p99.recorded()).isEqualTo(9_700.0);
        assertThat(p99.unchanged())
                .isNotNull()
                .satisfies(spread -> assertThat(spread.median()).isBetween(9_600.0, 9_800.0));
        assertThat(p99.changed())
                .isNotNull()
                .satisfies(spread -> assertThat(spread.median()).isBetween(4_500.0, 5_000.0));
    }

    @Test
    void theTableStandsInColumnsAndSaysWhatItIsKnownFrom() {
        List<String> lines = comparison().text().lines().toList();

        assertThat(lines.getFirst().strip()).startsWith("recorded").endsWith("simulated as changed");
        assertThat(lines)
                .anyMatch(line -> line.startsWith("answered in time") && line.endsWith("100.0 %"))
                .anyMatch(line -> line.matches("answered by secondary +50\\.0 % +50\\.0 % +50\\.0 %"));
        assertThat(lines.subList(0, 5))
                .extracting(String::length)
                .containsOnly(lines.getFirst().length());
        assertThat(comparison().notes())
                .anyMatch(note -> note.startsWith("As it was, of 12 calls in all runs 100.0 % are recorded"));
    }

    @Test
    void theJsonHoldsTheSameNumbers() throws Exception {
        Comparison comparison = comparison();
        JsonNode json = new ObjectMapper().readTree(comparison.json());

        assertThat(json.path("runs").asInt()).isEqualTo(4);
        assertThat(json.path("rows")).hasSameSizeAs(comparison.rows());
        JsonNode first = json.path("rows").get(0);
        assertThat(first.path("key").asText()).isEqualTo("requests");
        assertThat(first.path("unit").asText()).isEqualTo("count");
        assertThat(first.path("recorded").asDouble()).isEqualTo(2);
        assertThat(first.path("changed").path("median").asDouble()).isEqualTo(2);
        assertThat(json.path("unchangedGrounds").path("recorded").asDouble()).isEqualTo(1);
    }

    @Test
    void withoutAChangeThereIsNoThirdColumn() {
        Comparison unchanged = WhatIf.of(INCIDENT).seeds(2).run();

        assertThat(unchanged.changed()).isNull();
        assertThat(unchanged.text()).doesNotContain("as changed");
    }
}
