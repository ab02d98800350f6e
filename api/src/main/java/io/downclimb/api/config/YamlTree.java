package io.downclimb.api.config;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Text to tree, and no further: nodes are never made into objects, so no tag can name a class. Size, depth and aliases are
 * bounded. The parser's own messages quote the file, which may hold a secret, so only their harmless parts are passed on.
 */
final class YamlTree {
    private static final int LARGEST_FILE = 1024 * 1024;
    private static final int DEEPEST = 32;
    private static final int MOST_ALIASES = 64;
    private static final Set<Tag> PLAIN_TAGS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE, Tag.MAP, Tag.SEQ);

    private final Reading reading;
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private YamlTree(Reading reading) {
        this.reading = reading;
    }

    /** Null, once the mistake is told, where the text is not one YAML document of plain values. */
    static @Nullable Element parse(String yaml, Reading reading) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST_FILE);
        options.setNestingDepthLimit(DEEPEST);
        options.setMaxAliasesForCollections(MOST_ALIASES);
        String text = yaml.startsWith("\uFEFF") ? yaml.substring(1) : yaml;
        try {
            StreamReader characters = new StreamReader(text);
            Node root = new Composer(new ParserImpl(characters, options), new Resolver(), options).getSingleNode();
            if (root == null) {
                reading.mistakes()
                        .add(
                                "(file)",
                                0,
                                null,
                                "is empty",
                                "begin with the sample downclimb.yaml that Downclimb brings");
                return null;
            }
            return new YamlTree(reading).onlyPlainTags(root) ? Element.of(reading, "", root) : null;
        } catch (YAMLException e) {
            Mark mark = e instanceof MarkedYAMLException marked ? marked.getProblemMark() : null;
            int line = mark == null ? 0 : mark.getLine() + 1;
            reading.mistakes()
                    .add(
                            "(file)",
                            line,
                            null,
                            problem(e),
                            "correct the YAML near this line; quote values that begin with a sign");
            return null;
        }
    }

    private static String problem(YAMLException e) {
        if (!(e instanceof MarkedYAMLException marked) || marked.getProblem() == null) {
            return "is not readable as YAML, or is larger, deeper or more repetitive than a configuration may be";
        }
        String problem = marked.getProblem();
        if (problem.contains("another document")) {
            return "has more than one document: a line of three dashes begins another";
        }
        if (problem.contains("alias")) {
            return "is not valid YAML: a * begins a reference to an anchor that is not there";
        }
        return "is not valid YAML: " + (problem.contains("tag") ? "a ! begins a tag, and none is accepted" : problem);
    }

    private boolean onlyPlainTags(Node node) {
        if (!seen.add(node)) {
            return true;
        }
        if (!PLAIN_TAGS.contains(node.getTag())) {
            int line = node.getStartMark().getLine() + 1;
            reading.mistakes()
                    .add(
                            "(file)",
                            line,
                            null,
                            "has a tag (!…)",
                            "leave the tag out, or quote a value that begins with !");
            return false;
        }
        List<Node> children = switch (node) {
            case MappingNode mapping ->
                mapping.getValue().stream()
                        .flatMap(tuple -> List.of(tuple.getKeyNode(), tuple.getValueNode()).stream())
                        .toList();
            case SequenceNode sequence -> sequence.getValue();
            default -> List.of();
        };
        return children.stream().filter(child -> !onlyPlainTags(child)).count() == 0;
    }
}
