package io.downclimb.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnsTest {
    @Test
    void everyPairBelongsToARound() {
        assertThat(Turns.byRound(40, 4)).containsExactly(10, 10, 10, 10);
        assertThat(Turns.byRound(7, 3)).containsExactly(3, 2, 2);
        assertThat(Turns.byRound(6, 8)).containsExactly(1, 1, 1, 1, 1, 1, 0, 0);
    }

    @Test
    void thePairsAlternateAndSoDoTheRounds() {
        assertThat(Turns.fullFirst(0, 0)).isFalse();
        assertThat(Turns.fullFirst(0, 1)).isTrue();
        assertThat(Turns.fullFirst(1, 0)).isTrue();
    }

    @Test
    void manyCallersHaveHalfThePairsButEnough() {
        assertThat(Turns.atManyCallers(40)).isEqualTo(20);
        assertThat(Turns.atManyCallers(6)).isEqualTo(Turns.LEAST);
    }
}
