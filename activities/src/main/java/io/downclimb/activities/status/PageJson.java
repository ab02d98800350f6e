package io.downclimb.activities.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads a stranger's JSON: tolerant of what it holds, strict in how much and how deep. */
final class PageJson {
    /** More than twenty times the largest page known. */
    static final int LARGEST = 4 * 1024 * 1024;

    private static final int LONGEST_TEXT = 200;
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(LARGEST)
                            .maxNestingDepth(50)
                            .maxNumberLength(100)
                            .maxNameLength(1_000)
                            .maxStringLength(1024 * 1024)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private PageJson() {}

    /** The tree; null where the bytes are no JSON, or JSON beyond the limits. */
    static @Nullable JsonNode tree(byte[] bytes) {
        try {
            JsonNode tree = MAPPER.readTree(bytes);
            return tree.isMissingNode() ? null : tree;
        } catch (IOException e) {
            return null;
        }
    }

    /** The text, cut where it is long; null where there is none. */
    static @Nullable String text(JsonNode node) {
        if (!node.isTextual() || node.textValue().isBlank()) {
            return null;
        }
        String text = node.textValue().strip();
        boolean fits = text.codePointCount(0, text.length()) <= LONGEST_TEXT;
        return fits ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST_TEXT)) + "…";
    }

    /** The time, as ISO 8601 writes it, with any offset; null where it is none. */
    static @Nullable Instant time(JsonNode node) {
        if (!node.isTextual()) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(node.textValue()).toInstant();
            return time.isAfter(Instant.EPOCH) ? time : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
