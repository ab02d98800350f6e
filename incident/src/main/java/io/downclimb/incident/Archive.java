package io.downclimb.incident;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The zip as it is written: entries one after the other, each with its digest.
 *
 * <p>How large it will be is never guessed. What was written is counted; what the compression has taken in and not given out is counted as if it
 * could not be compressed, and made to come out where the room is needed; for the end (directory and closing) room is kept.
 */
final class Archive {
    /** For the closing's own words and the end of the zip, in bytes. */
    private static final int END = 8_192;

    /** For an entry's header, its line in the directory and its digest in the closing, in bytes. */
    private static final int ENTRY = 512;

    private static final LocalDateTime ALWAYS = LocalDateTime.of(2000, 1, 1, 0, 0);

    private final Counted counted;
    private final Zip zip;
    private final long bound;
    private final Map<String, String> digests = new TreeMap<>();
    private final MessageDigest digest = sha256();
    private String entry = "";
    private long entryText;
    private long text;
    private long pending;
    private long kept = END;

    Archive(OutputStream out, long bound) {
        counted = new Counted(out);
        zip = new Zip(counted);
        this.bound = bound;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Ends the entry that is being written, and begins another. */
    void begin(String name) throws IOException {
        end();
        ZipEntry next = new ZipEntry(name);
        next.setTimeLocal(ALWAYS);
        zip.putNextEntry(next);
        entry = name;
        kept += ENTRY;
    }

    /** Ends the entry that is being written, if there is one. */
    void end() throws IOException {
        if (entry.isEmpty()) {
            return;
        }
        zip.closeEntry();
        digests.put(entry, HexFormat.of().formatHex(digest.digest()));
        entry = "";
        entryText = 0;
        pending = 0;
    }

    void line(byte[] record) throws IOException {
        write(record);
        write(new byte[] {'\n'});
    }

    private void write(byte[] bytes) throws IOException {
        zip.write(bytes);
        digest.update(bytes);
        entryText += bytes.length;
        text += bytes.length;
        pending += bytes.length;
    }

    /** Whether a line of so many bytes finds room, in an entry of its own or not. */
    boolean hasRoom(long bytes) throws IOException {
        if (worst(bytes) + ENTRY <= free()) {
            return true;
        }
        if (!entry.isEmpty() && pending > 0) {
            zip.squeeze();
            pending = 0;
        }
        return worst(bytes) + ENTRY <= free();
    }

    /** Keeps room for more bytes of the closing, where there is any. */
    boolean keep(long bytes) {
        if (worst(bytes) > free()) {
            return false;
        }
        kept += worst(bytes);
        return true;
    }

    private long free() {
        return bound - counted.bytes - worst(pending) - kept;
    }

    /** What so many bytes take where they cannot be compressed. */
    private static long worst(long bytes) {
        return bytes + (bytes >> 10) + 64;
    }

    /** The text of the entry that is being written, so far, in bytes. */
    long entryText() {
        return entryText;
    }

    /** The text of all entries so far, in bytes. */
    long text() {
        return text;
    }

    /** Of the entries that are over. */
    Map<String, String> digests() {
        return digests;
    }

    void finish() throws IOException {
        end();
        zip.finish();
        counted.flush();
    }

    /** Frees what the compression holds; the stream given stays open. */
    void release() {
        zip.release();
    }

    private static final class Counted extends FilterOutputStream {
        private long bytes;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            out.write(one);
            bytes++;
        }

        @Override
        public void write(byte[] some, int from, int length) throws IOException {
            out.write(some, from, length);
            bytes += length;
        }
    }

    private static final class Zip extends ZipOutputStream {
        Zip(OutputStream out) {
            super(out, StandardCharsets.UTF_8);
        }

        /** Makes the compression give out all that it has taken in. */
        void squeeze() throws IOException {
            int length;
            do {
                length = def.deflate(buf, 0, buf.length, Deflater.SYNC_FLUSH);
                out.write(buf, 0, length);
            } while (length == buf.length);
        }

        void release() {
            def.end();
        }
    }
}
