package io.downclimb.incident.whatif;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was, what the simulation makes of it, and what it makes of other policies. The difference to believe is that between the two simulations; how
 * far the first lies from the record shows how far to believe it.
 *
 * @param from when the incident began, in ms since 1970
 * @param changed null where nothing was changed
 * @param notes what the reader has to know, in sentences
 */
public record Comparison(
        long from,
        Figures recorded,
        Runs unchanged,
        @Nullable Runs changed,
        List<String> notes) {
    public Comparison {
        notes = List.copyOf(notes);
    }

    /** The table's lines. */
    public List<Row> rows() {
        return new Rows(this).all();
    }

    /** A table of fixed width, with the notes below. */
    public String text() {
        return ComparisonText.of(this);
    }

    /** The table alone, without what was recorded: for simulations of what nobody lived through. */
    public String simulatedTable() {
        return ComparisonText.table(this, false);
    }

    /** The same for programs. */
    public String json() {
        return ComparisonJson.of(this);
    }
}
