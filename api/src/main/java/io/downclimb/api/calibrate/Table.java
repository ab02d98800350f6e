package io.downclimb.api.calibrate;

import java.util.ArrayList;
import java.util.List;

/** Rows of columns, the first to the left, all others to the right, each as wide as it needs to be. */
final class Table {
    private static final String GAP = "  ";
    private final List<Row> rows = new ArrayList<>();

    void row(Row row) {
        rows.add(row);
    }

    List<String> lines() {
        List<Integer> widths = new ArrayList<>();
        for (Row row : rows) {
            for (int column = 0; column < row.cells().size(); column++) {
                int width = row.cells().get(column).length();
                if (column == widths.size()) {
                    widths.add(width);
                }
                widths.set(column, Math.max(widths.get(column), width));
            }
        }
        return rows.stream().map(row -> line(row.cells(), widths)).toList();
    }

    private static String line(List<String> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            String cell = row.get(column);
            String space = " ".repeat(widths.get(column) - cell.length());
            line.append(column == 0 ? "" : GAP).append(column == 0 ? cell + space : space + cell);
        }
        return line.toString().stripTrailing();
    }
}
