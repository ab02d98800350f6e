package io.downclimb.workflows.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.activity.AttemptResult;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Skip;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClimbTest {
    private static final Rung.Model SMALL = Rungs.model("primary", "p", 0, 1_000L);
    private static final Rung.Model LARGE = Rungs.model("secondary", "q", 0, 2_000L);
    private static final Rung.Model UNDECLARED = Rungs.model("tertiary", "r", 0, null);
    private static final Policy POLICY =
            new Policy("route", Duration.ofSeconds(20), Duration.ofMillis(250), List.of(SMALL, LARGE, UNDECLARED));

    @ParameterizedTest
    @EnumSource(
            value = ErrorClass.class,
            names = {"SILENT", "QUOTA", "AUTH"})
    void aProviderThatFailedForGoodIsNotAskedAgain(ErrorClass errorClass) {
        Climb climb = new Climb(POLICY, List.of());
        met(climb, SMALL, 1, Rungs.failure(errorClass, null));
        assertThat(climb.ruledOut(Rungs.model("again", "p", 0))).contains("provider p");
        assertThat(climb.ruledOut(LARGE)).isNull();
    }

    @Test
    void aGoneModelIsNotAskedAgainButItsProviderIs() {
        Climb climb = new Climb(POLICY, List.of());
        met(climb, SMALL, 1, Rungs.failure(ErrorClass.MODEL_GONE, null));
        assertThat(climb.ruledOut(SMALL)).contains("is gone");
        assertThat(climb.ruledOut(LARGE)).isNull();
    }

    @Test
    void onlyALargerOrUndeclaredWindowMayTryAPromptThatWasTooLong() {
        Climb climb = new Climb(POLICY, List.of());
        met(climb, SMALL, 1, Rungs.failure(ErrorClass.CONTEXT_LENGTH, null));
        assertThat(climb.ruledOut(Rungs.model("same", "x", 0, 1_000L))).contains("window");
        assertThat(climb.ruledOut(LARGE)).isNull();
        assertThat(climb.ruledOut(UNDECLARED)).isNull();
        assertThat(climb.onlyTooLong()).isEqualTo(1);
        met(climb, LARGE, 2, Rungs.failure(ErrorClass.OVERLOADED, null));
        assertThat(climb.onlyTooLong()).isNull();
    }

    @Test
    void classesAreToldInTheOrderMetWithoutRepetition() {
        Climb climb = new Climb(POLICY, List.of());
        met(climb, SMALL, 1, Rungs.failure(ErrorClass.OVERLOADED, null));
        met(climb, SMALL, 2, Rungs.failure(ErrorClass.OVERLOADED, null));
        met(climb, LARGE, 3, Rungs.failure(ErrorClass.CUT, null));
        assertThat(climb.classes()).containsExactly("primary:OVERLOADED", "secondary:CUT");
    }

    @Test
    void aRequestThatNoModelCanCarryIsKnown() {
        List<Skip> all = List.of(tooLong(0), unfit(1), tooLong(2));
        assertThat(new Climb(POLICY, all).unfitEverywhere()).isEqualTo(ErrorClass.INVALID_REQUEST);
        assertThat(new Climb(POLICY, all.subList(0, 2)).unfitEverywhere()).isNull();
        assertThat(new Climb(POLICY, List.of(tooLong(0), tooLong(1), tooLong(2))).unfitEverywhere())
                .isEqualTo(ErrorClass.CONTEXT_LENGTH);
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorClass.class,
            names = {"QUOTA", "AUTH"})
    void aProviderIsSpentOnlyWithTheLastOfItsKeys(ErrorClass errorClass) {
        Climb climb = new Climb(POLICY, List.of());
        refused(climb, errorClass, 1);
        assertThat(climb.ruledOut(Rungs.model("again", "p", 0))).isNull();
        refused(climb, errorClass, 0);
        assertThat(climb.ruledOut(Rungs.model("again", "p", 0))).contains("provider p");
        assertThat(climb.classes()).containsExactly("primary:" + errorClass);
    }

    /** What a breaker held was not sent: it is skipped with its reason and takes no number. */
    @Test
    void aHeldAttemptIsASkipAndNoAttempt() {
        Climb climb = new Climb(POLICY, List.of());
        climb.made();
        climb.skip(1, "breaker health is open (errors)");
        assertThat(climb.attempts()).isEqualTo(1);
        assertThat(climb.skips()).containsExactly(new Skip(1, "secondary", null, "breaker health is open (errors)"));
        assertThat(climb.isUnfit(1)).isFalse();
        assertThat(climb.ruledOut(LARGE)).isNull();
        assertThat(climb.unfitEverywhere()).isNull();
    }

    @Test
    void aCallThatWasNotSentIsNoNewsAboutItsProvider() {
        Climb climb = new Climb(POLICY, List.of());
        met(climb, SMALL, 1, new Outcome.Failed(ErrorClass.SILENT, null, null, Outcome.Failed.NOT_SENT));
        assertThat(climb.ruledOut(Rungs.model("again", "p", 0))).isNull();
    }

    private static Skip tooLong(int rung) {
        return new Skip(rung, "tier", ErrorClass.CONTEXT_LENGTH, "window");
    }

    private static Skip unfit(int rung) {
        return new Skip(rung, "tier", ErrorClass.INVALID_REQUEST, "tools");
    }

    private static void refused(Climb climb, ErrorClass errorClass, int otherKeys) {
        Outcome.Failed failure = Rungs.failure(errorClass, null);
        climb.met(SMALL, new AttemptResult(1, 0, failure, null, 5, 1, 1, null, otherKeys), failure);
    }

    private static void met(Climb climb, Rung.Model rung, int number, Outcome.Failed failure) {
        climb.met(rung, new AttemptResult(number, 0, failure, null, 5, 1, 1, null, 0), failure);
    }
}
