package io.downclimb.activities.judge;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeReplyTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"score\":0.5,\"reason\":\"r\"}",
                "  {\"reason\":\"r\",\"score\":0.5}  ",
                "```json\n{\"score\": 5e-1, \"reason\": \"r\"}\n```",
                "Here you are: {\"score\":0.50,\"reason\":\"r\"} I hope it helps {really}.",
                "{so} {\"score\":0.5,\"reason\":\"r\",\"more\":{\"score\":0.9}}",
                "{\"score\":0.5,\"reason\":\"r\"} and again {\"score\":0.5,\"reason\":\"other\"}"
            })
    void aScoreIsFoundInAnyDress(String text) {
        assertThat(JudgeReply.parse(text)).isEqualTo(new JudgeReply(0.5, "r"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0.5",
                "score: 0.5",
                "{}",
                "{\"score\":null}",
                "{\"score\":\"0.5\"}",
                "{\"score\":true}",
                "{\"score\":[0.5]}",
                "{\"score\":NaN}",
                "{\"score\":1e999}",
                "{\"score\":1.01}",
                "{\"score\":-0.01}",
                "{\"score\":8}",
                "{\"score\":0.5",
                "{\"score\":0.5,\"score\":0.6}",
                "{\"score\":0.5} or rather {\"score\":0.6}",
                "{\"score\":0.5} or rather {\"score\":\"high\"}",
                "lantern of Tuesday seven gravel"
            })
    void whatIsNoScoreIsMissingAndNotZero(String text) {
        assertThat(JudgeReply.parse(text)).isNull();
    }

    @Test
    void aScoreNeedsNoReason() {
        assertThat(JudgeReply.parse("{\"score\":1}")).isEqualTo(new JudgeReply(1, ""));
        assertThat(JudgeReply.parse("{\"score\":0}")).isEqualTo(new JudgeReply(0, ""));
    }

    @Test
    void aVeryLongReplyIsNotRead() {
        assertThat(JudgeReply.parse("{".repeat(20_000) + "{\"score\":1}")).isNull();
    }

    @Property
    void everyScoreFromZeroToOneIsReadAsItIs(@ForAll @DoubleRange(min = 0, max = 1) double score) {
        assertThat(JudgeReply.parse("{\"score\":" + score + "}")).isEqualTo(new JudgeReply(score, ""));
    }

    @Property
    void noTextBreaksIt(@ForAll String text) {
        JudgeReply reply = JudgeReply.parse(text);
        assertThat(reply == null || (reply.score() >= 0 && reply.score() <= 1)).isTrue();
    }
}
