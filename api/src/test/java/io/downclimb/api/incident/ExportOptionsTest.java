package io.downclimb.api.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.downclimb.api.command.CommandFailure;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line of an export. */
class ExportOptionsTest {
    private static final Instant NOW = Instant.ofEpochMilli(100_000_000);

    private static ExportOptions parse(String line) throws CommandFailure {
        return ExportOptions.of(ExportOptions.SYNTAX.read(line.isEmpty() ? List.of() : List.of(line.split(" "))), NOW);
    }

    @Test
    void nothingAsksTheNodeHereForTheLastHour() throws CommandFailure {
        ExportOptions options = parse("");
        assertThat(options.address()).hasToString("http://127.0.0.1:8080/v1/incident");
        assertThat(options.out()).isEqualTo(Path.of("incident.zip"));
        assertThat(options.force()).isFalse();
    }

    @Test
    void everyOptionIsPassedOn() throws CommandFailure {
        ExportOptions options = parse("--from 2026-11-21T12:00:00+01:00 --until=7 --route a.b --provider p --request x"
                + " --request y --contents --url https://node:1/ --token-env T --out f.zip --force");
        assertThat(options.address())
                .hasToString(
                        "https://node:1/v1/incident?from=2026-11-21T12%3A00%3A00%2B01%3A00&until=7&route=a.b&provider=p&request=x&request=y&contents=true");
        assertThat(options.out()).isEqualTo(Path.of("f.zip"));
        assertThat(options.force()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"30s,", "1m, 99940000", "2h, 92800000", "1d, 13600000"})
    void lastReachesBackFromNow(String last, String from) throws CommandFailure {
        if (from == null) {
            assertThatThrownBy(() -> parse("--last " + last)).hasMessageContaining("write 30m, 2h or 7d");
            return;
        }
        assertThat(parse("--last " + last).query()).isEqualTo("from=" + from);
    }

    @ParameterizedTest
    @CsvSource({
        "--since 1h, not an option of incident",
        "--last 1h --from 1, give one of them",
        "--last 1h --until 1, reaches until now",
        "--out a --out b, given twice",
        "--url 127.0.0.1:8080, http://HOST:PORT"
    })
    void aWrongLineIsToldWithItsFix(String line, String message) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(CommandFailure.class).hasMessageContaining(message);
    }
}
