package io.downclimb.activities.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import io.downclimb.activities.provider.Providers;
import io.downclimb.workflows.breaker.CircuitId;
import io.downclimb.workflows.breaker.Phase;
import io.downclimb.workflows.breaker.Reason;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyRingTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final CircuitId.Key ONE = KeyRing.circuit("sk-one");

    private final BreakerViews views = new BreakerViews();
    private final KeyRing ring = new KeyRing(Samples.providers("sk-one", "sk-two"), views);

    @Test
    void aFingerprintIsTwelveHexDigitsAndDoesNotShowTheKey() {
        assertThat(ONE.fingerprint())
                .matches("[0-9a-f]{12}")
                .isEqualTo(KeyRing.circuit("sk-one").fingerprint());
        assertThat(ONE).isNotEqualTo(KeyRing.circuit("sk-two"));
        assertThat(ring.circuits(Samples.PROVIDER)).containsExactly(ONE, KeyRing.circuit("sk-two"));
    }

    @Test
    void whereNothingIsKnownTheFirstKeyIsTaken() {
        assertThat(ring.choose(Samples.provider("sk-one", "sk-two"), NOW)).isEqualTo("sk-one");
        assertThat(ring.accepted(Samples.provider("sk-one", "sk-two"), NOW)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"OPEN", "HALF_OPEN"})
    void aLatchedKeyIsPassedOver(Phase phase) {
        latch(ONE, phase, 1);
        assertThat(ring.choose(Samples.provider("sk-one", "sk-two"), NOW)).isEqualTo("sk-two");
        assertThat(ring.accepted(Samples.provider("sk-one", "sk-two"), NOW)).isEqualTo(1);
    }

    @Test
    void aMendedKeyIsTheFirstAgain() {
        latch(ONE, Phase.OPEN, 1);
        latch(ONE, Phase.CLOSED, 2);
        assertThat(ring.choose(Samples.provider("sk-one", "sk-two"), NOW)).isEqualTo("sk-one");
    }

    @Test
    void aKeyRefusedAMomentAgoIsPassedOverBeforeTheBreakerSaysSo() {
        ring.wasRefused(ONE, NOW);
        assertThat(ring.choose(Samples.provider("sk-one", "sk-two"), NOW.plusMillis(4_999)))
                .isEqualTo("sk-two");
        assertThat(ring.choose(Samples.provider("sk-one", "sk-two"), NOW.plusMillis(5_000)))
                .isEqualTo("sk-one");
    }

    @Test
    void whereEveryKeyIsRefusedTheFirstIsTakenAllTheSame() {
        ring.wasRefused(ONE, NOW);
        ring.wasRefused(KeyRing.circuit("sk-two"), NOW);
        assertThat(ring.choose(Samples.provider("sk-one", "sk-two"), NOW)).isEqualTo("sk-one");
        assertThat(ring.accepted(Samples.provider("sk-one", "sk-two"), NOW)).isZero();
    }

    @Test
    void aProviderWithoutKeysHasNone() {
        assertThat(ring.choose(Samples.provider(), NOW)).isNull();
        assertThat(ring.circuits("unheard-of")).isEmpty();
        assertThat(new KeyRing(new Providers(Map.of()), views).circuits(Samples.PROVIDER))
                .isEmpty();
    }

    @Test
    void aKeyIsFoundByItsCircuitWhereThisNodeHasIt() {
        assertThat(ring.find(Samples.provider("sk-one", "sk-two"), KeyRing.circuit("sk-two")))
                .isEqualTo("sk-two");
        assertThat(ring.find(Samples.provider("sk-one", "sk-two"), KeyRing.circuit("sk-three")))
                .isNull();
    }

    private void latch(CircuitId.Key key, Phase phase, long version) {
        Reason reason = phase == Phase.CLOSED ? null : Reason.LATCH;
        views.accept(Samples.view(version, Map.of(), Samples.circuit(key, phase, reason, version)));
    }
}
