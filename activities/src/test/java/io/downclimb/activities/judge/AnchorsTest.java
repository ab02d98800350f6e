package io.downclimb.activities.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnchorsTest {
    private static final String GOOD = "- {question: q, answer: a, score: 1}\n";

    @Test
    void aListOfThreeFieldsIsRead() {
        Anchors anchors = Anchors.parse("""
                # a comment
                - question: How?
                  answer: |
                    Like this,
                    and so on.
                  score: 0.75
                - {question: "1", answer: "2", score: 0}
                """);
        assertThat(anchors.items())
                .containsExactly(
                        new Anchors.Anchor("How?", "Like this,\nand so on.", 0.75), new Anchors.Anchor("1", "2", 0));
    }

    @Test
    void twentyAreAllowedAndOneMoreIsNot() {
        assertThat(Anchors.parse(GOOD.repeat(20)).items()).hasSize(20);
        assertThatThrownBy(() -> Anchors.parse(GOOD.repeat(21))).hasMessageContaining("give 1 to 20");
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("", "the file is not a list"),
                Arguments.of("[]", "the file has 0 anchors"),
                Arguments.of("a: b", "the file is not a list"),
                Arguments.of(
                        GOOD + "- {question: Why?, answer: a, score: 1}", "the file is not one YAML document, line 2"),
                Arguments.of("- !!java.io.File [secret]", "the file is not one YAML document"),
                Arguments.of(GOOD + "- {question: q, question: p, answer: a, score: 1}", "repeated keys"),
                Arguments.of(GOOD + "- text", "anchor 2 is not an object"),
                Arguments.of(GOOD + "- {answer: a, score: 1}", "anchor 2 has no question that is a text"),
                Arguments.of("- {question: q, answer: ' ', score: 1}", "anchor 1 has no answer that is a text"),
                Arguments.of("- {question: 7, answer: a, score: 1}", "in quotes if it looks like a number"),
                Arguments.of("- {question: q, answer: a}", "anchor 1 has no score that is a number from 0 to 1"),
                Arguments.of("- {question: q, answer: a, score: 1.01}", "from 0 to 1"),
                Arguments.of("- {question: q, answer: a, score: -0.1}", "from 0 to 1"),
                Arguments.of("- {question: q, answer: a, score: .nan}", "from 0 to 1"),
                Arguments.of("- {question: q, answer: a, score: '1'}", "from 0 to 1"),
                Arguments.of("- {question: q, answer: a, score: 1, mark: 2}", "anchor 1 has the unknown key mark"),
                Arguments.of("- {question: q, answer: " + "a".repeat(8_001) + ", score: 1}", "shorten it to 8000"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void whatIsNoAnchorIsRefusedByItemAndFix(String text, String message) {
        assertThatThrownBy(() -> Anchors.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }
}
