package io.downclimb.api.incident;

import io.downclimb.incident.whatif.Comparison;
import io.downclimb.incident.whatif.Row;
import io.downclimb.incident.whatif.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A comparison of simulations where nothing was recorded: medians over the runs, with their range. */
final class ModelTable {
    private static final String GAP = "  ";
    private static final double PERCENT = 100;

    private ModelTable() {}

    static String of(Comparison comparison) {
        boolean isChanged = comparison.changed() != null;
        List<List<String>> lines = new ArrayList<>();
        lines.add(isChanged ? List.of("", "simulated", "simulated as changed") : List.of("", "simulated"));
        for (Row row : comparison.rows()) {
            if (row.unchanged() == null && row.changed() == null) {
                continue;
            }
            List<String> line = new ArrayList<>(List.of(row.words(), spread(row.unit(), row.unchanged())));
            if (isChanged) {
                line.add(spread(row.unit(), row.changed()));
            }
            lines.add(line);
        }
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(padded(line, lines)).append('\n'));
        return text.toString();
    }

    private static String padded(List<String> line, List<List<String>> lines) {
        StringBuilder padded = new StringBuilder();
        for (int column = 0; column < line.size(); column++) {
            int place = column;
            int width = lines.stream()
                    .mapToInt(one -> one.get(place).length())
                    .max()
                    .orElse(0);
            String cell = line.get(column);
            String padding = " ".repeat(width - cell.length());
            padded.append(column == 0 ? cell + padding : GAP + padding + cell);
        }
        return padded.toString().stripTrailing();
    }

    private static String spread(Row.Unit unit, @Nullable Spread spread) {
        if (spread == null) {
            return "-";
        }
        String median = value(unit, spread.median());
        String least = value(unit, spread.least());
        String most = value(unit, spread.most());
        return least.equals(most) ? median : "%s [%s, %s]".formatted(median, least, most);
    }

    private static String value(Row.Unit unit, double value) {
        return switch (unit) {
            case SHARE -> String.format(Locale.ROOT, "%.1f %%", value * PERCENT);
            case COUNT -> String.format(Locale.ROOT, "%.0f", value);
            case MS -> String.format(Locale.ROOT, "%.0f ms", value);
            case OFFSET -> String.format(Locale.ROOT, "+%.1f s", value);
            case USD -> String.format(Locale.ROOT, "%.4f USD", value);
        };
    }
}
