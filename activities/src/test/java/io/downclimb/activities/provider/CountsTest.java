package io.downclimb.activities.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.Usage;
import org.junit.jupiter.api.Test;

/** What a provider counts is believed as far as it can be a count: costs are reckoned from it. */
class CountsTest {
    @Test
    void aCountBelowNothingOrBeyondCountingIsNotKnown() {
        assertThat(usage("{\"prompt_tokens\":-5,\"completion_tokens\":99999999999999999999}"))
                .isEqualTo(Usage.UNKNOWN);
    }

    @Test
    void zeroIsACount() {
        assertThat(usage("{\"prompt_tokens\":0,\"completion_tokens\":7}")).isEqualTo(new Usage(0L, 7L));
    }

    private static Usage usage(String usage) {
        Format.Assembler assembler = Format.of(Api.OPENAI_CHAT).assembler(false, delta -> {});
        assembler.feed(Asking.json("""
                {"choices":[{"index":0,"delta":{"content":"Aye."},"finish_reason":"stop"}],"usage":%s}""".formatted(usage)));
        return assembler.answer().usage();
    }
}
