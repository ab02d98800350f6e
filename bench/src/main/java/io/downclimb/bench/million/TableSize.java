package io.downclimb.bench.million;

/**
 * One table with all its partitions.
 *
 * @param rows by Postgres's own estimate
 * @param tableBytes with what is stored out of line
 * @param indexBytes of all its indexes
 */
public record TableSize(String name, long rows, long tableBytes, long indexBytes) {
    private static final double MEBIBYTE = 1_048_576.0;

    double tableMebibytes() {
        return tableBytes / MEBIBYTE;
    }

    double indexMebibytes() {
        return indexBytes / MEBIBYTE;
    }
}
