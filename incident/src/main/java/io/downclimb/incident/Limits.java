package io.downclimb.incident;

/**
 * What a file may be at most. A writer keeps to them, so that a reader need not trust a file that came from anywhere: it counts while it reads.
 *
 * @param file its size, in bytes
 * @param entries how many there are in the zip
 * @param entry the text of one entry, in bytes
 * @param text all texts together, in bytes
 * @param ratio how many times larger than its zip a text may be, beyond the first MiB; contents, which may say anything, are exempt
 * @param line one record, in bytes
 * @param bulk one history or one content, in bytes
 * @param requests how many there are
 * @param attempts how many a request has
 */
public record Limits(
        long file, int entries, long entry, long text, int ratio, int line, int bulk, int requests, int attempts) {
    private static final long MIB = 1L << 20;

    public static final Limits DEFAULT = new Limits(
            4_000 * MIB, 4_000, 1_024 * MIB, 16_384 * MIB, 200, (int) (16 * MIB), (int) (128 * MIB), 1_000_000, 10_000);

    /** A shard is closed once its text is this long, so that it stays far below the bound of an entry, in bytes. */
    long shard() {
        return entry / 4;
    }

    /** How long a record of this part may be, in bytes. */
    int lineOf(Part part) {
        return part.isSharded() ? bulk : line;
    }
}
