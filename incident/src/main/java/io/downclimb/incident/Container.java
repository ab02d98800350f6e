package io.downclimb.incident;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The zip as it is read. Before anything is taken into memory, its last bytes must say that it is a zip with a directory of bearable size; then each
 * entry's name must be one that no program could take for a path elsewhere.
 */
final class Container implements AutoCloseable {
    private static final int END = 22;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int DIRECTORY_LINE = 512;
    private static final long FREE_OF_RATIO = 16L << 20;

    private final Place place;
    private final Limits limits;
    private final ZipFile zip;
    private final long size;
    private final SequencedMap<String, ZipEntry> entries;
    private final Map<String, Long> read = new HashMap<>();

    Container(Path path, Limits limits) {
        place = new Place(path.toString(), null, 0);
        this.limits = limits;
        size = checkEnd(path);
        zip = open(path);
        try {
            entries = entries();
        } catch (IncidentFormatException e) {
            close();
            throw e;
        }
    }

    Place place() {
        return place;
    }

    private long checkEnd(Path path) {
        if (!Files.isRegularFile(path)) {
            throw place.refuse("there is no such file", Place.NOT_OURS);
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long length = file.length();
            if (length > limits.file()) {
                throw place.refuse("the file is larger than %d bytes".formatted(limits.file()), Place.DISTRUST);
            }
            byte[] head = new byte[(int) Math.min(2, length)];
            file.readFully(head);
            if (!new String(head, StandardCharsets.ISO_8859_1).equals("PK")) {
                throw place.refuse("this is not a zip, and so no incident", Place.NOT_OURS);
            }
            if (length < END) {
                throw cutShort();
            }
            ByteBuffer end = ByteBuffer.allocate(END).order(ByteOrder.LITTLE_ENDIAN);
            file.seek(length - END);
            file.readFully(end.array());
            if (end.getInt(0) != END_SIGNATURE || end.getShort(20) != 0) {
                throw cutShort();
            }
            int count = Short.toUnsignedInt(end.getShort(10));
            long directory = Integer.toUnsignedLong(end.getInt(12));
            if (count > limits.entries() || directory > (long) limits.entries() * DIRECTORY_LINE) {
                throw tooMany();
            }
            return length;
        } catch (IOException e) {
            throw place.refuse("cannot be read (%s)".formatted(e.getMessage()), Place.COPY_AGAIN, e);
        }
    }

    private IncidentFormatException tooMany() {
        return place.refuse(
                "the zip has more than %d entries, or a directory too large for them".formatted(limits.entries()),
                Place.DISTRUST);
    }

    private IncidentFormatException cutShort() {
        return place.refuse("the end of the zip is missing: the file was cut short", Place.COPY_AGAIN);
    }

    private ZipFile open(Path path) {
        try {
            return new ZipFile(path.toFile(), StandardCharsets.UTF_8);
        } catch (IOException | IllegalArgumentException e) {
            throw place.refuse("the zip's directory is damaged (%s)".formatted(e.getMessage()), Place.COPY_AGAIN, e);
        }
    }

    private SequencedMap<String, ZipEntry> entries() {
        SequencedMap<String, ZipEntry> found = new LinkedHashMap<>();
        if (zip.size() > limits.entries()) {
            throw tooMany();
        }
        for (ZipEntry entry : Collections.list(zip.entries())) {
            String name = entry.getName();
            if (name.startsWith("/")
                    || name.contains("\\")
                    || name.contains(":")
                    || List.of(name.split("/", -1)).contains("..")) {
                throw place.refuse(
                        "the entry \"%s\" points out of the file".formatted(Place.plain(name)), Place.DISTRUST);
            }
            if (found.put(name, entry) != null) {
                throw place.refuse("the entry \"%s\" is there twice".formatted(Place.plain(name)), Place.DISTRUST);
            }
        }
        return found;
    }

    boolean has(String entry) {
        return entries.containsKey(entry);
    }

    /** Each entry must be one of the format's, in the format's order. */
    void checkOrder() {
        Part last = null;
        int shard = 0;
        for (String name : entries.keySet()) {
            Part part = Part.of(name);
            if (part == null) {
                throw place.refuse(
                        "the entry \"%s\" is not one of an incident's".formatted(Place.plain(name)), Place.DISTRUST);
            }
            shard = part == last ? shard + 1 : 1;
            if ((last != null && part.compareTo(last) < 0) || !name.equals(part.entry(shard))) {
                throw place.refuse("the entry \"%s\" is out of order".formatted(name), Place.DISTRUST);
            }
            last = part;
        }
    }

    /** Exactly the entries that the closing has digests of. */
    void checkComplete(Set<String> digested) {
        Set<String> there = new HashSet<>(entries.keySet());
        there.remove(Part.CLOSING.entry(1));
        for (String name : digested) {
            if (!there.remove(name)) {
                throw place.refuse("the entry \"%s\" is missing".formatted(Place.plain(name)), Place.COPY_AGAIN);
            }
        }
        for (String name : there) {
            throw place.in(name).refuse("closing.json does not know the entry", Place.DISTRUST);
        }
    }

    /** The entries of a part, in order. */
    List<String> entriesOf(Part part) {
        List<String> names = new ArrayList<>();
        for (String name : entries.keySet()) {
            if (Part.of(name) == part) {
                names.add(name);
            }
        }
        return names;
    }

    /** Opens an entry that is there. */
    EntryText text(String name, Part part) {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            throw place.refuse("the entry \"%s\" is missing".formatted(name), Place.COPY_AGAIN);
        }
        long left = limits.text() - sumOfOthers(name, false);
        if (part == Part.CONTENTS) {
            return new EntryText(zip, entry, place.in(name), bounds(left, part, 0));
        }
        // Of the size that was measured: what the directory tells of an entry's size in the zip may be a lie.
        long believable = Math.max(FREE_OF_RATIO, size * limits.ratio()) - sumOfOthers(name, true);
        return new EntryText(zip, entry, place.in(name), bounds(Math.min(left, believable), part, limits.ratio()));
    }

    private EntryText.Bounds bounds(long left, Part part, int ratio) {
        return new EntryText.Bounds(Math.min(limits.entry(), left), limits.lineOf(part), ratio);
    }

    private long sumOfOthers(String name, boolean withoutContents) {
        long sum = 0;
        for (Map.Entry<String, Long> other : read.entrySet()) {
            if (!other.getKey().equals(name) && !(withoutContents && Part.of(other.getKey()) == Part.CONTENTS)) {
                sum += other.getValue();
            }
        }
        return sum;
    }

    /** Remembers how much an entry held, so that all together stay within their bound. */
    void account(String name, long bytes) {
        read.merge(name, bytes, Math::max);
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw place.refuse("cannot be closed (%s)".formatted(e.getMessage()), Place.COPY_AGAIN, e);
        }
    }
}
