package io.downclimb.incident.whatif;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A comparison as a table of fixed width: medians, and the range over the runs where there is one. */
final class ComparisonText {
    private static final String GAP = "  ";
    private static final double PERCENT = 100;

    private ComparisonText() {}

    /** The table, and the notes below. */
    static String of(Comparison comparison) {
        StringBuilder text = new StringBuilder(table(comparison, true));
        comparison.notes().forEach(note -> text.append('\n').append(note).append('\n'));
        return text.toString();
    }

    /** The table alone; without the record's column and lines where nothing was recorded. */
    static String table(Comparison comparison, boolean withRecord) {
        boolean changed = comparison.changed() != null;
        List<List<String>> lines = new ArrayList<>();
        lines.add(head(withRecord, changed));
        for (Row row : comparison.rows()) {
            if (!withRecord && row.unchanged() == null && row.changed() == null) {
                continue;
            }
            List<String> line = new ArrayList<>(List.of(row.words()));
            if (withRecord) {
                line.add(recorded(row));
            }
            line.add(spread(row.unit(), row.unchanged(), comparison.unchanged()));
            if (changed) {
                line.add(spread(row.unit(), row.changed(), comparison.unchanged()));
            }
            lines.add(line);
        }
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> append(text, line, lines));
        return text.toString();
    }

    private static List<String> head(boolean withRecord, boolean changed) {
        List<String> head = new ArrayList<>(List.of(""));
        if (withRecord) {
            head.add("recorded");
        }
        head.add(withRecord ? "simulated as it was" : "simulated");
        if (changed) {
            head.add("simulated as changed");
        }
        return head;
    }

    private static void append(StringBuilder text, List<String> line, List<List<String>> lines) {
        StringBuilder out = new StringBuilder();
        for (int column = 0; column < line.size(); column++) {
            int place = column;
            int width = lines.stream()
                    .mapToInt(one -> one.get(place).length())
                    .max()
                    .orElse(0);
            String cell = line.get(column);
            String padding = " ".repeat(width - cell.length());
            out.append(column == 0 ? cell + padding : GAP + padding + cell);
        }
        text.append(out.toString().stripTrailing()).append('\n');
    }

    private static String recorded(Row row) {
        return row.recorded() == null ? "-" : value(row.unit(), row.recorded());
    }

    private static String spread(Row.Unit unit, @Nullable Spread spread, Runs runs) {
        if (spread == null) {
            return "-";
        }
        String median = value(unit, spread.median());
        String least = value(unit, spread.least());
        String most = value(unit, spread.most());
        String range = least.equals(most) ? "" : " [%s, %s]".formatted(least, most);
        int all = runs.figures().size();
        return median + range + (spread.runs() < all ? " in %d of %d".formatted(spread.runs(), all) : "");
    }

    private static String value(Row.Unit unit, double value) {
        return switch (unit) {
            case SHARE -> String.format(Locale.ROOT, "%.1f %%", value * PERCENT);
            case COUNT ->
                value == Math.rint(value)
                        ? String.format(Locale.ROOT, "%.0f", value)
                        : String.format(Locale.ROOT, "%.1f", value);
            case MS -> String.format(Locale.ROOT, "%.0f ms", value);
            case OFFSET -> String.format(Locale.ROOT, "+%.1f s", value);
            case USD -> String.format(Locale.ROOT, "%.4f USD", value);
        };
    }
}
