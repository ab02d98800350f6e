package io.downclimb.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void withoutArgumentsTheWholeBenchIsRun() {
        assertThat(Options.parse(List.of()))
                .isEqualTo(new Options(Options.Kind.THROUGHPUT, 3, 10, List.of(), false, null));
    }

    @Test
    void everyOptionIsTaken() {
        assertThat(Options.parse(List.of(
                        "incident",
                        "--rounds",
                        "2",
                        "--seconds",
                        "7",
                        "--only",
                        "litellm, portkey",
                        "--out",
                        "x",
                        "--quick")))
                .isEqualTo(new Options(Options.Kind.INCIDENT, 2, 7, List.of("litellm", "portkey"), true, Path.of("x")));
    }

    @Test
    void quickIsOneShortRound() {
        Options quick = Options.parse(List.of("--quick"));

        assertThat(quick.rounds()).isEqualTo(1);
        assertThat(quick.seconds()).isEqualTo(3);
    }

    @Test
    void onlyLimitsWhoTakesPart() {
        Options options = Options.parse(List.of("--only", "litellm"));

        assertThat(options.wants("litellm")).isTrue();
        assertThat(options.wants("portkey")).isFalse();
        assertThat(Options.parse(List.of()).wants("portkey")).isTrue();
    }

    @Test
    void helpIsAskedForInThreeWays() {
        assertThat(List.of("help", "--help", "-h"))
                .allSatisfy(
                        word -> assertThat(Options.parse(List.of(word)).kind()).isEqualTo(Options.Kind.HELP));
    }

    @ParameterizedTest
    @CsvSource({
        "party, no 'party'",
        "--fast, no '--fast'",
        "--rounds, needs a value",
        "--rounds 0, 1 to 50",
        "--seconds many, whole number",
        "--only nobody, no 'nobody'"
    })
    void whatMakesNoSenseIsRefusedWithTheReason(String line, String reason) {
        assertThatThrownBy(() -> Options.parse(List.of(line.split(" ", -1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
