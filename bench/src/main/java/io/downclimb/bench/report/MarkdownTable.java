package io.downclimb.bench.report;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown, filled row by row. */
public final class MarkdownTable {
    private final List<String> heads;
    private final List<List<String>> rows = new ArrayList<>();

    public MarkdownTable(String... heads) {
        this.heads = List.of(heads);
    }

    /** Adds a row, which has as many cells as there are heads. */
    public MarkdownTable row(List<String> cells) {
        if (cells.size() != heads.size()) {
            throw new IllegalArgumentException(
                    "a row of %d cells under %d heads".formatted(cells.size(), heads.size()));
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    /** Adds a row. */
    public MarkdownTable row(String... cells) {
        return row(List.of(cells));
    }

    /** The first column to the left, all others, which hold figures, to the right. */
    public String text() {
        StringBuilder text = new StringBuilder(line(heads)).append("|---|").append("---:|".repeat(heads.size() - 1));
        text.append('\n');
        rows.forEach(row -> text.append(line(row)));
        return text.toString();
    }

    private static String line(List<String> cells) {
        StringBuilder line = new StringBuilder("|");
        cells.forEach(cell -> line.append(' ').append(cell.replace("|", "\\|")).append(" |"));
        return line.append('\n').toString();
    }
}
