package io.downclimb.bench.million;

import java.util.List;

/**
 * What one of the databases held.
 *
 * @param finishedAtFirst requests that had ended before the first round
 * @param finishedAtLast the same after the last one: the load adds its own
 * @param tables at the end
 */
public record Holding(String database, long finishedAtFirst, long finishedAtLast, List<TableSize> tables) {
    public Holding {
        tables = List.copyOf(tables);
    }

    double mebibytes() {
        return tables.stream()
                .mapToDouble(table -> table.tableMebibytes() + table.indexMebibytes())
                .sum();
    }
}
