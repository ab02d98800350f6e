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
                .isEqualTo(new Options(Options.Kind.THROUGHPUT, 3, 10, List.of(), false, null, 1_000_000, 40));
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
                .isEqualTo(new Options(
                        Options.Kind.INCIDENT, 2, 7, List.of("litellm", "portkey"), true, Path.of("x"), 50_000, 6));
    }

    @Test
    void quickIsOneShortRound() {
        Options quick = Options.parse(List.of("--quick"));

        assertThat(quick.rounds()).isEqualTo(1);
        assertThat(quick.seconds()).isEqualTo(3);
    }

    @Test
    void theMillionHasBoundsOfItsOwn() {
        assertThat(Options.parse(List.of("million")))
                .isEqualTo(new Options(Options.Kind.MILLION, 4, 3, List.of(), false, null, 1_000_000, 40));
        assertThat(Options.parse(List.of("million", "--requests", "0", "--pairs", "8", "--rounds", "2")))
                .isEqualTo(new Options(Options.Kind.MILLION, 2, 3, List.of(), false, null, 0, 8));
    }

    @Test
    void sideBySideIsInShortTurns() {
        assertThat(Options.parse(List.of("side-by-side", "--pairs", "12")))
                .isEqualTo(new Options(Options.Kind.SIDE_BY_SIDE, 4, 3, List.of(), false, null, 1_000_000, 12));
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
        "--only nobody, no 'nobody'",
        "--pairs 8, side-by-side and overload only",
        "side-by-side --requests 5, million only",
        "million --pairs 5, 6 to 1000",
        "million --requests -1, 0 to 10000000",
        "million --only mock, not for million"
    })
    void whatMakesNoSenseIsRefusedWithTheReason(String line, String reason) {
        assertThatThrownBy(() -> Options.parse(List.of(line.split(" ", -1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }
}
