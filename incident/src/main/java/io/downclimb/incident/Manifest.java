package io.downclimb.incident;

/**
 * What a file says of itself, before all else.
 *
 * @param format the version of the format; this version of the product writes and reads {@link #FORMAT}
 * @param product the version of Downclimb that wrote it
 * @param exportedAt in ms since 1970
 * @param contents whether prompts and answers are in it
 */
public record Manifest(int format, String product, long exportedAt, Selection selection, boolean contents) {
    public static final int FORMAT = 1;
}
