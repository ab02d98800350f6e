package io.downclimb.workflows.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.workflows.breaker.BreakerView.CircuitView;
import io.downclimb.workflows.policy.Fraction;
import io.downclimb.workflows.policy.Policy;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.policy.StatusShift;
import io.downclimb.workflows.status.StatusLevel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AdmissionsTest {
    private static final Rung.Model FIRST = rung("primary", "first");
    private static final Rung.Model SECOND = rung("secondary", "second");
    private static final CircuitId.Health HEALTH = new CircuitId.Health(null);
    private static final CircuitId.Quality QUALITY = new CircuitId.Quality("support", "primary", FIRST.version());
    private static final CircuitId.Model MODEL = new CircuitId.Model(FIRST.model());
    private static final CircuitId.Key ONE = new CircuitId.Key("111111111111");
    private static final CircuitId.Key TWO = new CircuitId.Key("222222222222");
    /** A page that moves everybody away, so that a circuit that is open by status keeps all back, too. */
    private static final StatusShift ALL = new StatusShift(1, 1);

    private static final double TRICKLE = 0.02;
    private static final List<String> IDS =
            IntStream.range(0, 2_000).mapToObj("request-%d"::formatted).toList();

    private final Map<String, BreakerView> views = new HashMap<>();
    private final Map<String, List<CircuitId.Key>> keys = new HashMap<>();
    private final Admissions admissions = new Admissions(new Admissions.World() {
        @Override
        public BreakerView view(String provider) {
            return views.getOrDefault(provider, BreakerView.unknown(provider));
        }

        @Override
        public List<CircuitId.Key> keys(String provider) {
            return keys.getOrDefault(provider, List.of());
        }
    });

    // ---- one circuit: phases x reasons x levels x shifts

    static Stream<Arguments> everyState() {
        return Arrays.stream(Phase.values())
                .flatMap(phase -> reasons(phase)
                        .flatMap(reason -> Arrays.stream(StatusLevel.values())
                                .flatMap(level -> Stream.of(null, StatusShift.NONE, StatusShift.DEFAULT)
                                        .flatMap(shift -> Stream.of(HEALTH, QUALITY)
                                                .map(id -> Arguments.of(phase, reason, level, shift, id))))));
    }

    private static Stream<Reason> reasons(Phase phase) {
        return phase == Phase.CLOSED ? Stream.of((Reason) null) : Arrays.stream(Reason.values());
    }

    /** Against a plain reading of the rules: the share that passes, and who is among it. */
    @ParameterizedTest(name = "{0} ({1}), page {2}, shift {3}: {4}")
    @MethodSource("everyState")
    void whoPassesIsDecidedByPlaceAndShare(
            Phase phase, Reason reason, StatusLevel level, StatusShift shift, CircuitId id) {
        double rampShare = 0.1;
        String note = reason == Reason.STATUS ? level.name() : null;
        known("first", level, circuit(id, phase, reason, phase == Phase.RAMPING ? rampShare : 0, note));
        double share = expected(phase, reason, level, shift, rampShare);
        assertThat(IDS.subList(0, 150))
                .allSatisfy(request -> assertThat(
                                admission(policy(shift, FIRST, SECOND), request).allowed())
                        .isEqualTo(Fraction.of(id.text(), request) < share));
    }

    private static double expected(Phase phase, Reason reason, StatusLevel level, StatusShift shift, double ramp) {
        double moved = shift == null
                ? 0
                : Map.of(StatusLevel.PARTIAL_OUTAGE, shift.partial(), StatusLevel.MAJOR_OUTAGE, shift.major())
                        .getOrDefault(level, 0.0);
        boolean byStatus = reason == Reason.STATUS;
        return switch (phase) {
            case CLOSED -> 1;
            case OPEN -> byStatus ? 1 - moved : 0;
            case HALF_OPEN -> 0;
            case RAMPING -> byStatus ? Math.max(ramp, 1 - moved) : ramp;
        };
    }

    @ParameterizedTest
    @MethodSource("everyState")
    void whatWasSeenIsToldAndWhyItForbids(
            Phase phase, Reason reason, StatusLevel level, StatusShift shift, CircuitId id) {
        known("first", level, circuit(id, phase, reason, 0, null));
        String outside = IDS.stream()
                .filter(request -> Fraction.of(id.text(), request) > 0.97)
                .findFirst()
                .orElseThrow();
        Admission admission = admission(policy(shift, FIRST, SECOND), outside);
        assertThat(admission.seen()).contains(new Admission.Seen(id, phase, reason, 7));
        assertThat(admission.generation(id)).isEqualTo(7);
        if (admission.allowed()) {
            assertThat(admission.why()).isNull();
            assertThat(admission.blocking()).isNull();
            return;
        }
        assertThat(admission.why()).startsWith("breaker " + id.text() + " is ").contains("(");
        assertThat(admission.blocking()).isEqualTo(id);
    }

    @Test
    void wherePlacesAreAskedOfSeveralCircuitsEachMustLetItPass() {
        known(
                "first",
                StatusLevel.OPERATIONAL,
                circuit(HEALTH, Phase.RAMPING, Reason.ERRORS, 0.5, null),
                circuit(QUALITY, Phase.RAMPING, Reason.QUALITY, 0.5, null));
        Predicate<String> inBoth =
                request -> Fraction.of(HEALTH.text(), request) < 0.5 && Fraction.of(QUALITY.text(), request) < 0.5;
        assertThat(IDS)
                .allSatisfy(request -> assertThat(
                                admission(policy(null, FIRST, SECOND), request).allowed())
                        .isEqualTo(inBoth.test(request)));
        assertThat(IDS.stream().filter(inBoth))
                .as("the choices are independent")
                .hasSizeBetween(400, 600);
    }

    @Test
    void anotherRoutesQualityIsNotAsked() {
        CircuitId other = new CircuitId.Quality("other", "primary", FIRST.version());
        known("first", StatusLevel.OPERATIONAL, circuit(other, Phase.OPEN, Reason.QUALITY, 0, null));
        assertThat(admission(policy(null, FIRST, SECOND), "any").allowed()).isTrue();
    }

    @Test
    void whatNobodyHasHeardOfIsClosed() {
        Admission admission = admission(policy(null, FIRST, SECOND), "any");
        assertThat(admission.allowed()).isTrue();
        assertThat(admission.seen())
                .containsExactly(
                        new Admission.Seen(HEALTH, Phase.CLOSED, null, 0),
                        new Admission.Seen(QUALITY, Phase.CLOSED, null, 0));
    }

    // ---- the ramp

    @Property
    void whoPassedAtASmallerSharePassesAtALargerOne(
            @ForAll @AlphaChars @StringLength(min = 1, max = 40) String request,
            @ForAll @DoubleRange(max = 1) double one,
            @ForAll @DoubleRange(max = 1) double another,
            @ForAll Reason reason) {
        boolean narrow = passesAt(Math.min(one, another), reason, request);
        boolean wide = passesAt(Math.max(one, another), reason, request);
        assertThat(!narrow || wide).isTrue();
    }

    @Property
    void nobodyIsLeftOutAtTheWholeShareAndNobodyPassesAtNone(
            @ForAll @AlphaChars @StringLength(min = 1, max = 40) String request) {
        assertThat(passesAt(1, Reason.ERRORS, request)).isTrue();
        assertThat(passesAt(0, Reason.ERRORS, request)).isFalse();
    }

    private boolean passesAt(double share, Reason reason, String request) {
        known("first", StatusLevel.UNKNOWN, circuit(HEALTH, Phase.RAMPING, reason, share, "MAJOR_OUTAGE"));
        return admission(policy(new StatusShift(0.25, 1), FIRST, SECOND), request)
                .allowed();
    }

    /** The way back from a status page begins where the outage left off, not below. */
    @ParameterizedTest
    @EnumSource(StatusLevel.class)
    void onTheWayBackFromAStatusPageNobodyIsTurnedAwayWhoPassedInTheOutage(StatusLevel cause) {
        Policy policy = policy(StatusShift.DEFAULT, FIRST, SECOND);
        known("first", cause, circuit(HEALTH, Phase.OPEN, Reason.STATUS, 0, cause.name()));
        List<String> during =
                IDS.stream().filter(id -> admission(policy, id).allowed()).toList();
        for (double share : new double[] {0.1, 0.5, 1}) {
            known("first", StatusLevel.OPERATIONAL, circuit(HEALTH, Phase.RAMPING, Reason.STATUS, share, cause.name()));
            assertThat(during).allMatch(id -> admission(policy, id).allowed());
        }
    }

    // ---- models and keys

    @ParameterizedTest
    @EnumSource(Phase.class)
    void aLatchedModelIsKeptBackWhileItIsOpen(Phase phase) {
        known("first", StatusLevel.OPERATIONAL, circuit(MODEL, phase, reasonOf(phase), 0, null));
        boolean open = phase == Phase.OPEN || phase == Phase.HALF_OPEN;
        Admission admission = admission(policy(null, FIRST, SECOND), "any");
        assertThat(admission.allowed()).isEqualTo(!open);
        assertThat(admission.seen().stream().map(Admission.Seen::circuit)).hasSize(open ? 3 : 2);
    }

    /** Each phase of each of two keys: one that is accepted is enough. */
    @Test
    void ofTheKeysOneIsEnough() {
        keys.put("first", List.of(ONE, TWO));
        for (Phase one : Phase.values()) {
            for (Phase two : Phase.values()) {
                known(
                        "first",
                        StatusLevel.OPERATIONAL,
                        circuit(ONE, one, reasonOf(one), 0, null),
                        circuit(TWO, two, reasonOf(two), 0, null));
                Admission admission = admission(policy(null, FIRST, SECOND), "any");
                assertThat(admission.allowed()).as("%s and %s", one, two).isEqualTo(!(open(one) && open(two)));
                List<CircuitId> expected = new ArrayList<>(List.of(HEALTH, QUALITY));
                if (open(one)) {
                    expected.add(ONE);
                }
                if (open(two)) {
                    expected.add(TWO);
                }
                assertThat(admission.seen().stream().map(Admission.Seen::circuit))
                        .containsExactlyElementsOf(expected);
            }
        }
    }

    @Test
    void aKeyThatIsLatchedAndNotConfiguredHereKeepsNobodyBack() {
        known("first", StatusLevel.OPERATIONAL, circuit(ONE, Phase.OPEN, Reason.LATCH, 0, null));
        assertThat(admission(policy(null, FIRST, SECOND), "any").allowed()).isTrue();
        keys.put("first", List.of(TWO));
        assertThat(admission(policy(null, FIRST, SECOND), "any").allowed()).isTrue();
        keys.put("first", List.of(ONE));
        assertThat(admission(policy(null, FIRST, SECOND), "any").allowed()).isFalse();
    }

    // ---- the trickle

    @Test
    void whereAllIsOpenTwoInAHundredTryTheFirstRung() {
        open("first", Reason.ERRORS);
        open("second", Reason.ERRORS);
        Policy policy = policy(null, FIRST, SECOND);
        for (String id : IDS) {
            List<Admission> all = admissions.of(policy, id);
            boolean tries = Fraction.of("trickle", id) < TRICKLE;
            assertThat(all.getFirst().allowed()).isEqualTo(tries);
            assertThat(all.getFirst().trickle()).isEqualTo(tries);
            assertThat(all.getLast().allowed()).isFalse();
        }
        assertThat(IDS.stream().filter(id -> Fraction.of("trickle", id) < TRICKLE))
                .hasSizeBetween(20, 65);
    }

    @Test
    void whereOneRungMayBeTriedNothingTrickles() {
        open("first", Reason.ERRORS);
        assertThat(IDS)
                .allSatisfy(id -> assertThat(admissions.of(policy(null, FIRST, SECOND), id))
                        .extracting(Admission::allowed)
                        .containsExactly(false, true));
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void whatAnOperatorOrALatchHoldsIsNotTrickledOn(Reason reason) {
        open("first", reason);
        open("second", Reason.ERRORS);
        boolean never = reason == Reason.OPERATOR || reason == Reason.LATCH;
        List<Admission> all = admissions.of(policy(ALL, FIRST, SECOND), trickling());
        assertThat(all).extracting(Admission::trickle).containsExactly(!never, never);
    }

    @Test
    void whereOperatorsHoldAllNobodyTries() {
        open("first", Reason.OPERATOR);
        open("second", Reason.LATCH);
        assertThat(admissions.of(policy(null, FIRST, SECOND), trickling())).noneMatch(Admission::allowed);
    }

    @Test
    void aRefusedKeyBesideAnOpenBreakerKeepsTheTrickleAway() {
        keys.put("first", List.of(ONE));
        known(
                "first",
                StatusLevel.OPERATIONAL,
                circuit(HEALTH, Phase.OPEN, Reason.ERRORS, 0, null),
                circuit(ONE, Phase.OPEN, Reason.LATCH, 0, null));
        assertThat(admissions.of(policy(null, FIRST), trickling()))
                .singleElement()
                .satisfies(one -> assertThat(one.allowed()).isFalse());
    }

    // ---- the ladder

    @Test
    void onlyRungsThatCallAModelAreAskedAndKeepTheirPlace() {
        Rung cache = new Rung.Cache("cache", Duration.ofMinutes(1), null);
        Rung canned = new Rung.Canned("canned", "hash");
        Policy policy = policy(null, cache, FIRST, canned, SECOND);
        assertThat(admissions.of(policy, "any")).extracting(Admission::rung).containsExactly(1, 3);
        open("second", Reason.ERRORS);
        assertThat(admissions.of(policy, 3, "any").allowed()).isFalse();
        assertThat(admissions.of(policy, 1, "any").allowed()).isTrue();
    }

    @Test
    void theAnswerForOneRungIsThatForAll() {
        open("first", Reason.ERRORS);
        open("second", Reason.LATENCY);
        Policy policy = policy(null, FIRST, SECOND);
        assertThat(IDS)
                .allSatisfy(id -> assertThat(List.of(admissions.of(policy, 0, id), admissions.of(policy, 1, id)))
                        .isEqualTo(admissions.of(policy, id)));
    }

    private Admission admission(Policy policy, String request) {
        return admissions.of(policy, 0, request);
    }

    private void open(String provider, Reason reason) {
        known(provider, StatusLevel.MAJOR_OUTAGE, circuit(HEALTH, Phase.OPEN, reason, 0, null));
    }

    private static String trickling() {
        return IDS.stream()
                .filter(id -> Fraction.of("trickle", id) < TRICKLE)
                .findFirst()
                .orElseThrow();
    }

    private static boolean open(Phase phase) {
        return phase == Phase.OPEN || phase == Phase.HALF_OPEN;
    }

    private static Reason reasonOf(Phase phase) {
        return phase == Phase.CLOSED ? null : Reason.LATCH;
    }

    private void known(String provider, StatusLevel status, CircuitView... circuits) {
        BreakerSettings settings = BreakerSettings.DEFAULT;
        views.put(
                provider,
                new BreakerView(
                        provider,
                        BreakerSettings.Scope.PER_PROVIDER,
                        1,
                        1,
                        List.of(circuits),
                        Map.of(),
                        status,
                        settings.retryShare(),
                        settings.retryMinimum()));
    }

    private static CircuitView circuit(CircuitId id, Phase phase, Reason reason, double share, String note) {
        double shown = phase == Phase.CLOSED ? 1 : share;
        return new CircuitView(id, phase, reason, 7, 0, shown, false, 1, null, Map.of(), note);
    }

    private static Policy policy(StatusShift shift, Rung... ladder) {
        return new Policy("support", Duration.ofSeconds(20), Duration.ofMillis(250), List.of(ladder), shift, null);
    }

    private static Rung.Model rung(String tier, String provider) {
        return new Rung.Model(
                tier,
                provider,
                provider + "-model",
                Duration.ofSeconds(8),
                null,
                Duration.ofSeconds(10),
                0,
                null,
                List.of(),
                null,
                null,
                null,
                4096,
                null);
    }
}
