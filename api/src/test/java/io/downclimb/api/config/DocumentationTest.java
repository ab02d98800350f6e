package io.downclimb.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.Cusum;
import io.downclimb.workflows.policy.StatusShift;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** docs/configuration.md is written by hand, and complete. */
class DocumentationTest {
    private static List<String> page() throws IOException {
        return Files.readAllLines(Path.of("../docs/configuration.md"));
    }

    @Test
    void everyKnownKeyHasARowInTheTableOfItsPlace() throws IOException {
        List<String> lines = page();
        Keys.byPlace().forEach((place, keys) -> {
            String heading = "### " + (place.isEmpty() ? "The whole file" : "`" + place + "`");
            int start = lines.indexOf(heading);
            assertThat(start).as("heading %s", heading).isNotNegative();
            List<String> table = lines.subList(start + 1, lines.size()).stream()
                    .takeWhile(line -> !line.startsWith("#"))
                    .toList();
            assertThat(keys)
                    .as(heading)
                    .allSatisfy(key -> assertThat(table).anyMatch(line -> line.startsWith("| `" + key + "` |")));
            long rows = table.stream().filter(line -> line.startsWith("| `")).count();
            assertThat(rows).as("rows of %s", heading).isEqualTo(keys.size());
        });
    }

    @Test
    void everyVariableHasARow() throws IOException {
        List<String> lines = page();
        assertThat(Overrides.VARIABLES)
                .allSatisfy(variable -> assertThat(lines).anyMatch(line -> line.startsWith("| `" + variable + "` |")));
    }

    @Test
    void theExampleOfTheMessageIsWhatTheLoaderSays() throws IOException {
        String yaml = """
                providers:
                  claude: {api: anthropic-messages, keys: ["sk-ant-1234"]}
                routes:
                  support-answer:
                    deadline: 20s
                    ladder:
                      - {tier: primary, provider: cluade, model: claude-sonnet-4-5, budget: 8}
                """;
        String message = Yaml.refusal(yaml, Map.of()).getMessage();
        assertThat(String.join("\n", page())).contains(yaml.strip()).contains(message);
    }

    @Test
    void defaultsOnThePageAreThoseOfTheCode() throws IOException {
        String page = String.join("\n", page());
        assertThat(page)
                .contains("| `port` | whole number, 0 to 65535 | %d |".formatted(Server.DEFAULT.port()))
                .contains("| `url` | JDBC URL | `%s` |".formatted(Store.DEFAULT.jdbcUrl()))
                .contains("| `target` | host:port | `%s` |".formatted(Engine.DEFAULT.target()))
                .contains("| `body-bytes` | bytes, 1024 to 268435456 | %d (10 MiB) |"
                        .formatted(Limits.DEFAULT.bodyBytes()))
                .contains("| `minimum-deadline` | duration, up to 1m | %s |"
                        .formatted(Durations.format(Limits.DEFAULT.minimumDeadline())))
                .contains("| `header-timeout` | duration, 100ms to 10m | %s |"
                        .formatted(Durations.format(Limits.DEFAULT.headerTimeout())))
                .contains("| `body-timeout` | duration, 100ms to 10m | %s |"
                        .formatted(Durations.format(Limits.DEFAULT.bodyTimeout())))
                .contains("| `window` | duration, 1m to 87600h | %s |"
                        .formatted(Durations.format(IncidentRules.DEFAULT.window())))
                .contains("| `max-size` | bytes, 1048576 to 1099511627776 | %d (512 MiB) |"
                        .formatted(IncidentRules.DEFAULT.maxSize()))
                .contains("| `starts` | whole number, 1 to 100000 | 32 for each processor |")
                .contains("| `streams` | whole number, 1 to 1000000 | %d |".formatted(Limits.DEFAULT.streams()));
    }

    @Test
    void defaultsOfBreakersOnThePageAreThoseOfTheCode() throws IOException {
        BreakerSettings breaker = BreakerSettings.DEFAULT;
        assertThat(String.join("\n", page()))
                .contains("| `cooldown` | duration, 1s to 24h | %s |".formatted(Durations.format(breaker.cooldown())))
                .contains("| `quality-probes` | whole number, 1 to 50 | %d |".formatted(breaker.qualityProbes()))
                .contains("| `share` | share of the calls, 0 to 1 | %s |".formatted(breaker.retryShare()))
                .contains("| `minimum` | whole number, 0 to 1000000 | %d |".formatted(breaker.retryMinimum()))
                .contains("| `healthy` | share, above 0 and below 1 | %s; of `latency` 0.05 |"
                        .formatted(Cusum.ERRORS.healthy()))
                .contains("| `margin` | score, 0 to 1 | %s |"
                        .formatted(breaker.quality().margin()))
                .contains("| `partial` | share of the requests, 0 to 1 | %s |".formatted(StatusShift.DEFAULT.partial()))
                .contains("| `major` | share of the requests, 0 to 1 | %s |".formatted(StatusShift.DEFAULT.major()));
    }
}
