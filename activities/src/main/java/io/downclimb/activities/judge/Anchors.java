package io.downclimb.activities.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Answers whose worth a person has settled: what a judge says of them tells what the judge is worth. A file of them is a YAML list of
 * {@code {question, answer, score}}.
 */
public record Anchors(List<Anchor> items) {
    public static final int AT_MOST = 20;

    private static final int LARGEST_TEXT = 256 * 1024;
    private static final int LONGEST = 8_000;
    private static final Set<String> KEYS = Set.of("question", "answer", "score");

    public Anchors {
        items = List.copyOf(items);
    }

    /**
     * An answer of known worth.
     *
     * @param score 0..1
     */
    public record Anchor(String question, String answer, double score) {}

    /**
     * Reads a file's text.
     *
     * @throws IllegalArgumentException where it is no list of 1 to 20 anchors; the message names the item, counted from 1, and the fix
     */
    public static Anchors parse(String text) {
        if (text.length() > LARGEST_TEXT) {
            throw wrong("the file", "is longer than %d characters".formatted(LARGEST_TEXT), "keep anchors short");
        }
        if (!(tree(text) instanceof List<?> list)) {
            throw wrong("the file", "is not a list", "write a YAML list of {question, answer, score}");
        }
        if (list.isEmpty() || list.size() > AT_MOST) {
            throw wrong("the file", "has %d anchors".formatted(list.size()), "give 1 to %d".formatted(AT_MOST));
        }
        List<Anchor> items = new ArrayList<>();
        for (Object item : list) {
            items.add(anchor("anchor %d".formatted(items.size() + 1), item));
        }
        return new Anchors(items);
    }

    private static @Nullable Object tree(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(0);
        try {
            return new Yaml(new SafeConstructor(options)).load(text);
        } catch (YAMLException e) {
            // The parser's message quotes the file.
            Mark mark = e instanceof MarkedYAMLException marked ? marked.getProblemMark() : null;
            String line = mark == null ? "" : ", line %d".formatted(mark.getLine() + 1);
            throw wrong("the file", "is not one YAML document" + line, "check indentation, quotes and repeated keys");
        }
    }

    private static Anchor anchor(String name, @Nullable Object item) {
        if (!(item instanceof Map<?, ?> fields)) {
            throw wrong(name, "is not an object", "write {question: …, answer: …, score: 0..1}");
        }
        for (Object key : fields.keySet()) {
            if (!(key instanceof String known) || !KEYS.contains(known)) {
                throw wrong(name, "has the unknown key %s".formatted(key), "use question, answer and score alone");
            }
        }
        return new Anchor(text(name, fields, "question"), text(name, fields, "answer"), score(name, fields));
    }

    private static String text(String name, Map<?, ?> fields, String key) {
        if (!(fields.get(key) instanceof String value) || value.isBlank()) {
            throw wrong(
                    name, "has no %s that is a text".formatted(key), "give one, in quotes if it looks like a number");
        }
        if (value.length() > LONGEST) {
            throw wrong(
                    name,
                    "has a %s of %d characters".formatted(key, value.length()),
                    "shorten it to %d".formatted(LONGEST));
        }
        return value.strip();
    }

    private static double score(String name, Map<?, ?> fields) {
        double score = fields.get("score") instanceof Number number ? number.doubleValue() : Double.NaN;
        if (!(score >= 0 && score <= 1)) {
            throw wrong(name, "has no score that is a number from 0 to 1", "give the one a person settled on");
        }
        return score;
    }

    private static IllegalArgumentException wrong(String what, String mistake, String fix) {
        return new IllegalArgumentException("%s %s: %s".formatted(what, mistake, fix));
    }
}
