package io.downclimb.incident;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The text of one entry, line by line, counted while it is inflated: what the zip says of its sizes is compared, never believed. At the end the
 * size, the checksum and the digest must fit.
 */
final class EntryText implements AutoCloseable {
    private static final int BLOCK = 1 << 16;
    private static final long FREE_OF_RATIO = 1L << 20;

    private final Place place;
    private final ZipEntry entry;
    private final InputStream in;
    private final Bounds bounds;
    private final MessageDigest digest = Archive.sha256();
    private final CRC32 crc = new CRC32();
    private final byte[] block = new byte[BLOCK];
    private int at;
    private int end;
    private byte[] line = new byte[BLOCK];
    private int length;
    private long number;
    private boolean whole = true;
    private long bytes;

    /**
     * What the text may be.
     *
     * @param bytes all of it
     * @param line one line
     * @param ratio how many times larger than its zip, beyond the first MiB; 0 for any
     */
    record Bounds(long bytes, int line, int ratio) {}

    EntryText(ZipFile zip, ZipEntry entry, Place place, Bounds bounds) {
        this.place = place;
        this.entry = entry;
        this.bounds = bounds;
        in = open(zip);
    }

    private InputStream open(ZipFile zip) {
        try {
            InputStream stream = zip.getInputStream(entry);
            if (stream == null) {
                throw place.refuse("the entry is not there", Place.COPY_AGAIN);
            }
            return stream;
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(e);
        }
    }

    /** Reads the next line. False at the end, where the text is found to be what it was when it was written. */
    boolean next(@Nullable String expected) {
        length = 0;
        whole = false;
        while (true) {
            if (at == end && !fill()) {
                if (length > 0) {
                    throw here().refuse("the last line does not end", Place.COPY_AGAIN);
                }
                whole = true;
                verify(expected);
                return false;
            }
            int from = at;
            while (at < end && block[at] != '\n') {
                at++;
            }
            keep(from);
            if (at < end) {
                at++;
                number++;
                whole = true;
                return true;
            }
        }
    }

    private void keep(int from) {
        int more = at - from;
        if (length + more > bounds.line()) {
            throw here().refuse("the line is longer than %d bytes".formatted(bounds.line()), Place.DISTRUST);
        }
        if (length + more > line.length) {
            line = Arrays.copyOf(line, Math.min(bounds.line(), Math.max(length + more, 2 * line.length)));
        }
        System.arraycopy(block, from, line, length, more);
        length += more;
    }

    private boolean fill() {
        int read = read();
        at = 0;
        end = Math.max(0, read);
        if (read < 0) {
            return false;
        }
        bytes += read;
        digest.update(block, 0, read);
        crc.update(block, 0, read);
        if (bytes > bounds.bytes()) {
            throw place.refuse("the text is longer than %d bytes".formatted(bounds.bytes()), Place.DISTRUST);
        }
        if (bounds.ratio() > 0
                && bytes > FREE_OF_RATIO
                && bytes / bounds.ratio() > Math.max(0, entry.getCompressedSize())) {
            throw place.refuse(
                    "the text is more than %d times larger than its zip: a zip bomb".formatted(bounds.ratio()),
                    Place.DISTRUST);
        }
        return true;
    }

    private int read() {
        try {
            return in.read(block, 0, block.length);
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private void verify(@Nullable String expected) {
        if (bytes != entry.getSize() || crc.getValue() != entry.getCrc()) {
            throw place.refuse("size or checksum do not fit its text: the file is damaged", Place.COPY_AGAIN);
        }
        if (expected != null && !expected.equals(HexFormat.of().formatHex(digest.digest()))) {
            throw place.refuse(
                    "the text is not the one that was written: its digest in closing.json is another",
                    Place.COPY_AGAIN);
        }
    }

    private IncidentFormatException damaged(Exception e) {
        return place.refuse(
                "cannot be inflated (%s): the file is damaged".formatted(e.getMessage()), Place.COPY_AGAIN, e);
    }

    /** The line that was read last, or is being read. */
    Place here() {
        return new Place(place.file(), place.entry(), whole ? number : number + 1);
    }

    byte[] line() {
        return line;
    }

    int length() {
        return length;
    }

    /** How much was read so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw damaged(e);
        }
    }
}
