package io.downclimb.incident;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parts of a file, in the order in which they stand in it. */
enum Part {
    MANIFEST("incident", Kind.DOCUMENT),
    POLICIES("policies", Kind.LINES),
    BREAKERS("breakers", Kind.LINES),
    STATUS_PAGES("status-pages", Kind.LINES),
    TRANSITIONS("transitions", Kind.LINES),
    WINDOWS("windows", Kind.LINES),
    PROBES("probes", Kind.LINES),
    REQUESTS("requests", Kind.LINES),
    JUDGEMENTS("judgements", Kind.LINES),
    HISTORIES("histories", Kind.SHARDS),
    CONTENTS("contents", Kind.SHARDS),
    CLOSING("closing", Kind.DOCUMENT);

    /** How many records stand in one entry of a part that has several. */
    static final int SHARD = 1_000;

    private static final Pattern SHARD_NAME = Pattern.compile("(histories|contents)/([0-9]{4})\\.jsonl");

    private enum Kind {
        DOCUMENT,
        LINES,
        SHARDS
    }

    private final String text;
    private final Kind kind;

    Part(String text, Kind kind) {
        this.text = text;
        this.kind = kind;
    }

    /** Its name, as the closing counts it. */
    String text() {
        return text;
    }

    /** Whether it is one record that the closing does not count. */
    boolean isDocument() {
        return kind == Kind.DOCUMENT;
    }

    boolean isSharded() {
        return kind == Kind.SHARDS;
    }

    /**
     * The name of its entry.
     *
     * @param shard from 1; without meaning where it has but one entry
     */
    String entry(int shard) {
        return switch (kind) {
            case DOCUMENT -> text + ".json";
            case LINES -> text + ".jsonl";
            case SHARDS -> "%s/%04d.jsonl".formatted(text, shard);
        };
    }

    /** The part that an entry's name belongs to; null where no part has such an entry. */
    static @Nullable Part of(String entry) {
        Matcher shard = SHARD_NAME.matcher(entry);
        if (shard.matches()) {
            return valueOf(shard.group(1).toUpperCase(Locale.ROOT));
        }
        for (Part part : values()) {
            if (!part.isSharded() && part.entry(1).equals(entry)) {
                return part;
            }
        }
        return null;
    }
}
