package io.downclimb.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void theMedianStandsWithItsRange() {
        assertThat(Spread.of(List.of(3.0, 1.0, 2.0)).text(1)).isEqualTo("2.0 (1.0–3.0)");
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0)).median()).isEqualTo(2.5);
    }

    @Test
    void oneRoundHasNoRange() {
        assertThat(Spread.of(List.of(3.14)).text(1)).isEqualTo("3.1");
    }

    @Test
    void aRoundWithoutTheFigureDoesNotCount() {
        assertThat(Spread.of(List.of(Double.NaN, 5.0)).text(0)).isEqualTo("5");
        assertThat(Spread.of(List.of()).text(0)).isEqualTo("–");
    }

    @Test
    void aTableHasARowForEachLineAndNoCellIsLost() {
        MarkdownTable table = new MarkdownTable("", "a", "b").row("x|y", "1", "2");

        assertThat(table.text()).isEqualTo("|  | a | b |\n|---|---:|---:|\n| x\\|y | 1 | 2 |\n");
        assertThatThrownBy(() -> table.row("x", "1")).isInstanceOf(IllegalArgumentException.class);
    }
}
