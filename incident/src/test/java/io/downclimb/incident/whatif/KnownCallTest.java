package io.downclimb.incident.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a recorded call would have been under other limits. */
class KnownCallTest {
    private static @Nullable Reply under(KnownCall call, long first, long complete) {
        return call.under(Calls.ask(first, complete), Reply.Source.RECORDED);
    }

    private static KnownCall answered(long first, long total) {
        return Calls.known(Calls.WHOLE, first, total);
    }

    @Test
    void anAnswerWithinTheLimitsIsAsItWas() {
        Reply reply = under(answered(900, 2_000), 3_000, 10_000);

        assertThat(reply).isNotNull().satisfies(same -> {
            assertThat(same.outcome()).isEqualTo(Calls.WHOLE);
            assertThat(same.firstContentMs()).isEqualTo(900);
            assertThat(same.totalMs()).isEqualTo(2_000);
            assertThat(same.outputTokens()).isEqualTo(20);
        });
    }

    @Test
    void contentThatComesAfterTheLimitIsSilenceUntilTheLimit() {
        assertFails(under(answered(4_000, 5_000), 3_000, 10_000), ErrorClass.SILENT, 3_000);
    }

    @Test
    void anErrorThatComesAfterTheLimitIsSilence() {
        KnownCall late = Calls.known(Calls.failed(ErrorClass.OVERLOADED), null, 4_000);

        assertFails(under(late, 3_000, 10_000), ErrorClass.SILENT, 3_000);
        assertFails(under(late, 5_000, 10_000), ErrorClass.OVERLOADED, 4_000);
    }

    @Test
    void anAnswerThatIsNotWholeByTheEndIsCutThere() {
        assertFails(under(answered(900, 12_000), 3_000, 10_000), ErrorClass.CUT, 10_000);
    }

    @Test
    void aSilenceIsOneUnderAShorterLimitAndUnknownUnderALongerOne() {
        KnownCall silent = Calls.known(Calls.failed(ErrorClass.SILENT), null, 8_000);

        assertFails(under(silent, 3_000, 20_000), ErrorClass.SILENT, 3_000);
        assertFails(under(silent, 8_000 + KnownCall.SLACK_MS, 20_000), ErrorClass.SILENT, 8_250);
        assertThat(under(silent, 9_000, 20_000)).isNull();
    }

    @Test
    void whatOurDeadlineCutIsUnknownUnderALaterOne() {
        KnownCall cut = Calls.known(Calls.failed(ErrorClass.CUT, KnownCall.OWN_DEADLINE), 900L, 9_000);

        assertFails(under(cut, 3_000, 7_000), ErrorClass.CUT, 7_000);
        assertThat(under(cut, 3_000, 12_000)).isNull();
    }

    @Test
    void aStallEndsAsMuchSoonerAsTheSilenceAllowedIsShorter() {
        KnownCall stalled = new KnownCall(
                Calls.T,
                "other",
                null,
                Calls.failed(ErrorClass.CUT, "stalled"),
                900L,
                12_000,
                null,
                null,
                1,
                14_000L,
                null);

        assertFails(under(stalled, 3_000, 19_000), ErrorClass.CUT, 8_000);
    }

    private static void assertFails(@Nullable Reply reply, ErrorClass errorClass, long totalMs) {
        assertThat(reply).isNotNull().satisfies(same -> {
            assertThat(same.outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.errorClass()).isEqualTo(errorClass));
            assertThat(same.totalMs()).isEqualTo(totalMs);
        });
    }
}
