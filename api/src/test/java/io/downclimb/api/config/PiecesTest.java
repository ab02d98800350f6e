package io.downclimb.api.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations, references to the environment, and suggestions, by themselves. */
class PiecesTest {
    @ParameterizedTest
    @CsvSource({"250ms,PT0.25S", "8s,PT8S", "10m,PT10M", "24h,PT24H", "1m30s,PT1M30S", "1h2m3s4ms,PT1H2M3.004S"})
    void durationsAreReadAndWrittenAlike(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
        assertThat(Durations.format(duration)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "s", "8 s", "-8s", "1.5s", "8S", "8sec", "30s1m", "1d", "9999999999s", "PT8S"})
    void otherTextsAreNoDurations(String text) {
        assertThat(Durations.parse(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "plain,plain",
        "${A},one",
        "x${A}y${A}z,xoneyonez",
        "${NONE:two},two",
        "${NONE:},''",
        "${BLANK:two},two",
        "${A:two},one",
        "${NONE:http://h:1/p},http://h:1/p",
        "$${A},${A}",
        "{id} $5,{id} $5"
    })
    void referencesAreReplaced(String text, String expanded) {
        Environment environment = new Environment(Map.of("A", "one", "BLANK", " "));
        assertThat(environment.expand(text, (problem, fix) -> {})).isEqualTo(expanded);
    }

    @ParameterizedTest
    @CsvSource({
        "${NONE},needs the environment variable NONE",
        "a ${ b,does not begin a reference",
        "${1A},does not begin a reference",
        "${NONE:-two},the shell's form"
    })
    void wrongReferencesAreTold(String text, String problem) {
        List<String> problems = new ArrayList<>();
        assertThat(new Environment(Map.of()).expand(text, (told, fix) -> problems.add(told)))
                .isNull();
        assertThat(problems).singleElement().asString().contains(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "teir,did you mean tier?",
        "base_url,did you mean base-url?",
        "maxTokens,did you mean max-tokens?",
        "username,did you mean user?",
        "xyz,'use one of: tier, base-url, max-tokens, user'"
    })
    void aNearWordIsSuggested(String word, String suggestion) {
        assertThat(Suggestion.of(word, List.of("tier", "base-url", "max-tokens", "user")))
                .isEqualTo(suggestion);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,true",
        "127.9.9.9,true",
        "localhost,true",
        "::1,true",
        "0.0.0.0,false",
        "10.0.0.1,false",
        "localhost.example.com,false",
        "127.0.0.1.example.com,false"
    })
    void loopbackIsToldByTheText(String host, boolean loopback) {
        assertThat(new Server(host, 1, List.of()).isLoopback()).isEqualTo(loopback);
    }

    @Test
    void theHashIsSha256OfTheUtf8Bytes() {
        assertThat(Texts.hash("é")).isEqualTo("4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c");
    }
}
