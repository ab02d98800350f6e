package io.downclimb.api.config;

import io.downclimb.workflows.policy.Rung;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * Reads one entry of a ladder. Its tier tells what it is: {@code cache}, {@code canned}, or any other word for a rung that
 * calls a model.
 */
final class RungReader {
    private static final Duration LONGEST_KEPT = Duration.ofDays(365);

    private final ModelRungReader models;

    RungReader(ModelRungReader models) {
        this.models = models;
    }

    /** Null, once the mistake is told, where the entry is not a mapping. */
    @Nullable
    Hold read(Element at) {
        if (!(at.node() instanceof MappingNode)) {
            at.mistake(at.kind(), "is not a rung", "write {tier: …, …}");
            return null;
        }
        int before = at.reading().mistakes().count();
        Hold hold = switch (tier(at)) {
            case "cache" -> cache(at);
            case "canned" -> canned(at);
            default -> models.read(at);
        };
        return hold.checked(at.reading().mistakes().count() == before);
    }

    /** The tier, before anything is known of the other keys; mistakes in it are told when the rung is read. */
    private static String tier(Element at) {
        Reading silent = new Reading(
                new Mistakes(), at.reading().environment(), at.reading().base());
        Scalar tier =
                new Element(silent, at.key(), at.line(), at.node()).names().scalar("tier");
        String word = tier == null ? null : tier.text();
        return word == null ? "" : word;
    }

    private static Hold cache(Element at) {
        Section section = at.section(Keys.CACHE_RUNG);
        Scalar ttlSetting = section.required("ttl", "say how long an answer is fresh, such as 10m");
        Scalar staleSetting = section.scalar("stale");
        Duration ttl = ttlSetting == null ? null : ttlSetting.duration(LONGEST_KEPT);
        Duration stale = staleSetting == null ? null : staleSetting.duration(LONGEST_KEPT);
        if (ttl != null && stale != null && staleSetting != null && stale.compareTo(ttl) < 0) {
            staleSetting.mistake(
                    "is shorter than the ttl of " + Durations.format(ttl),
                    "write how long an answer may be served at all, such as 24h");
        }
        Scalar atDoorSetting = section.scalar("at-door");
        Boolean atDoor = atDoorSetting == null ? null : atDoorSetting.choice(Choices.FLAGS);
        Rung rung = ttl == null ? null : new Rung.Cache("cache", ttl, stale, atDoor);
        return new Hold(at, Hold.Kind.CACHE, "cache", null, null, true, rung, new Texts().byHash());
    }

    private static Hold canned(Element at) {
        Texts texts = new Texts();
        String answer = cannedText(at.section(Keys.CANNED_RUNG));
        Rung rung = answer == null ? null : new Rung.Canned("canned", texts.keep(answer));
        return new Hold(at, Hold.Kind.CANNED, "canned", null, null, true, rung, texts.byHash());
    }

    private static @Nullable String cannedText(Section section) {
        if (section.member("text") == null && section.member("file") == null) {
            section.missing("text", "write the text here, or name a file at file");
            return null;
        }
        Scalar text = section.scalar("text");
        Scalar file = section.scalar("file");
        if (text != null && file != null) {
            file.mistake("names a file, and there is a text too", "keep one of the two");
            return null;
        }
        if (text != null) {
            return text.text();
        }
        return file == null ? null : Texts.file(file);
    }
}
