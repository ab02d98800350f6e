package io.downclimb.activities.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reading and writing trees, the same way for every format. */
final class Json {
    static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final Pattern WORD = Pattern.compile("[a-z0-9_.-]{1,64}");
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private Json() {}

    /** The one object that the text is; null where it is anything else. */
    static @Nullable ObjectNode object(String text) {
        return parse(text) instanceof ObjectNode object ? object : null;
    }

    static @Nullable JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    static byte[] bytes(ObjectNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree could not be written as JSON", e);
        }
    }

    /** Whether the field is there and not null. */
    static boolean has(JsonNode tree, String field) {
        return !tree.path(field).isMissingNode() && !tree.path(field).isNull();
    }

    /** The value as a word that may be shown anywhere (an error code, a finish reason); null where it is no such word. */
    static @Nullable String word(JsonNode value) {
        if (!value.isTextual() && !value.isIntegralNumber()) {
            return null;
        }
        return WORD.matcher(value.asText()).matches() ? value.asText() : null;
    }

    static @Nullable String text(JsonNode value) {
        return value.isTextual() ? value.asText() : null;
    }

    /** The value as a number of things; null where it is none, and where it is beyond counting. */
    static @Nullable Long count(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToLong() && value.asLong() >= 0 ? value.asLong() : null;
    }
}
