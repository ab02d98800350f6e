package io.downclimb.api.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A made-up verb, which takes everything that there is to take. */
class CommandLineTest {
    private static final String PAGE = """
            usage: paint WALL [options]

              --colour NAME
              --coats 2
              --room NAME
              --out FILE
              --wet or --dry
              --dry or --wet
              --help this page
            """;
    private static final CommandSyntax PAINT = CommandSyntax.of(
                    "paint", PAGE, Set.of("--colour", "--coats", "--room", "--out"), Set.of("--wet", "--dry"))
            .withOperand("wall")
            .withRepeatable(Set.of("--room"));

    private static CommandLine read(String line) throws CommandFailure {
        return PAINT.read(line.isEmpty() ? List.of() : List.of(line.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "north --colour red --wet --room a --room b",
                "--room=a --colour=red north --room=b --wet",
                "--wet --room a --colour red --room=b north"
            })
    void optionsAndTheOperandStandInAnyOrderAndEitherForm(String text) throws CommandFailure {
        CommandLine line = read(text);

        assertThat(line.value("--colour", Given::text)).isEqualTo("red");
        assertThat(line.values("--room")).containsExactly("a", "b");
        assertThat(line.has("--wet")).isTrue();
        assertThat(line.has("--dry")).isFalse();
        assertThat(line.operand(Given::text)).isEqualTo("north");
    }

    @Test
    void whatIsNotGivenIsNullOrItsDefault() throws CommandFailure {
        CommandLine line = read("");

        assertThat(line.value("--out", Given::path)).isNull();
        assertThat(line.value("--out", Given::path, "wall.png")).isEqualTo(Path.of("wall.png"));
        assertThat(line.values("--room")).isEmpty();
        assertThat(line.operand(Given::text)).isNull();
    }

    @Test
    void aDefaultYieldsToWhatIsGiven() throws CommandFailure {
        int coats = read("--coats 3").value("--coats", given -> given.whole(1, 9), "2");

        assertThat(coats).isEqualTo(3);
    }

    @Test
    void aValueMayHoldEqualsSignsAndBeginWithADash() throws CommandFailure {
        assertThat(read("--colour=a=b").value("--colour", Given::text)).isEqualTo("a=b");
        assertThat(read("--colour=--red").value("--colour", Given::text)).isEqualTo("--red");
        assertThat(read("--coats -1").value("--coats", Given::text)).isEqualTo("-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--colour red north --help"})
    void helpIsShownInsteadOfDoingAnything(String line) {
        assertThat(ran(line, _ -> {
                    throw new IllegalStateException("it was done");
                }))
                .isEqualTo("0 " + PAGE);
    }

    @Test
    void whatIsDoneEndsWithNothing() {
        StringBuilder done = new StringBuilder();

        assertThat(ran("north --coats 3", line -> done.append(line.value("--coats", Given::text))))
                .isEqualTo("0 ");
        assertThat(done).hasToString("3");
    }

    @Test
    void aFailureOfWhatIsDoneIsToldWithoutThePage() {
        assertThat(ran("north", _ -> {
                    throw CommandFailure.unable("there is no wall", "build one");
                }))
                .isEqualToNormalizingNewlines("1 paint: there is no wall\n  fix: build one\n");
    }

    @Test
    void aWrongFileEndsLikeAWrongLineWithoutThePage() {
        assertThat(ran("north", _ -> {
                    throw CommandFailure.wrongFile("wall.csv, line 3: there is no colour");
                }))
                .isEqualToNormalizingNewlines("2 paint: wall.csv, line 3: there is no colour\n");
    }

    @Test
    void aPageHasToTellOfEveryOption() {
        assertThatThrownBy(() -> CommandSyntax.of("paint", PAGE, Set.of("--tint"), Set.of()))
                .hasMessage("paint: the help page does not tell of --tint");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--tint red | \"--tint\" is not an option of paint",
                "--tint=red | \"--tint=red\" is not an option of paint",
                "-x | \"-x\" is not an option of paint",
                "--colour | --colour needs a value: write it behind, as in --colour=VALUE",
                "--colour= | --colour needs a value",
                "--colour --wet | --colour needs a value",
                "--wet=yes | --wet takes no value: write it alone",
                "--help=me | --help takes no value",
                "--colour red --colour=blue | --colour is given twice: give it once",
                "--wet --wet | --wet is given twice",
                "-h --help | --help is given twice",
                "north south | paint takes one wall, not 2",
            })
    void whatTheVerbDoesNotTakeIsNamedWithTheFix(String line, String message) {
        assertThat(ran(line, _ -> {}))
                .startsWith("2 paint: " + message)
                .endsWith("see ./downclimb paint --help" + System.lineSeparator());
    }

    @Test
    void aVerbWithoutAnOperandTakesNone() {
        CommandSyntax syntax = CommandSyntax.of("paint", PAGE, Set.of(), Set.of("--wet"));

        assertThatThrownBy(() -> syntax.read(List.of("--wet", "north")))
                .hasMessage("\"north\" is not an option: leave it out");
    }

    @Test
    void textsAreReadAsWhatTheyMean() throws CommandFailure {
        assertThat(given("90m").age()).isEqualTo(Duration.ofMinutes(90));
        assertThat(given("2h").age()).isEqualTo(Duration.ofHours(2));
        assertThat(given("7d").age()).isEqualTo(Duration.ofDays(7));
        assertThat(given("0.25").number(0.25, 1)).isEqualTo(0.25);
        assertThat(given("-7").whole()).isEqualTo(-7);
        assertThat(given("9").whole(1, 9)).isEqualTo(9);
        assertThat(given("https://node:1/under//").address()).hasToString("https://node:1/under");
        assertThat(given("KEY").variable(Map.of("KEY", " secret\n"))).isEqualTo("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "0d", "2w", "-1h", "100000h", "2H"})
    void whatIsNoAgeIsRefused(String text) {
        assertThatThrownBy(() -> given(text).age()).hasMessage("--x \"%s\" is not an age: write 30m, 2h or 7d", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "NaN", "0.4", "10001", "Infinity"})
    void whatIsNoNumberWithinBoundsIsRefused(String text) {
        assertThatThrownBy(() -> given(text).number(0.5, 10_000))
                .hasMessage("--x \"%s\" is not a number from 0.5 to 10000", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"few", "0", "10", "1.5", "99999999999"})
    void whatIsNoWholeNumberWithinBoundsIsRefused(String text) {
        assertThatThrownBy(() -> given(text).whole(1, 9))
                .hasMessage("--x \"%s\" is not a whole number from 1 to 9", text);
    }

    @Test
    void aNumberWithoutBoundsIsWholeAllTheSame() {
        assertThatThrownBy(() -> given("1.5").whole()).hasMessage("--x \"1.5\" is not a whole number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node",
                "127.0.0.1:8080",
                "ftp://a",
                "http://",
                "http://me:you@a",
                "http://a?b",
                "http://a#b",
                "http://a b"
            })
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> given(text).address())
                .hasMessage("--x \"%s\" is not an address: write it as http://HOST:PORT", text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ABSENT", "BLANK"})
    void aVariableThatHoldsNothingIsNamed(String name) {
        assertThatThrownBy(() -> given(name).variable(Map.of("BLANK", " ")))
                .hasMessage("--x names %s, which is not set: export it first", name);
    }

    @Test
    void aTextThatIsNoPathIsRefused() {
        assertThatThrownBy(() -> given("a\0b").path()).hasMessageContaining("is not a path");
    }

    private static Given given(String text) {
        return new Given("--x", text);
    }

    /** The exit code, and all that was said. */
    private static String ran(String line, CommandSyntax.Action action) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
        int exit = PAINT.run(List.of(line.split(" ")), stream, stream, action);
        return exit + " " + said.toString(StandardCharsets.UTF_8);
    }
}
