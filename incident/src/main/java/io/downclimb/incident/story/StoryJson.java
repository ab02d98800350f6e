package io.downclimb.incident.story;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A story for machines: the fields of {@link Story} and {@link Step} by their names, times in ms. */
public final class StoryJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private StoryJson() {}

    /** Writes a story as one JSON object that further fields may be added to. */
    public static ObjectNode tree(Story story) {
        return JSON.valueToTree(story);
    }

    /** Writes a tree over several lines. */
    public static String write(ObjectNode tree) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a story cannot be written", e);
        }
    }
}
