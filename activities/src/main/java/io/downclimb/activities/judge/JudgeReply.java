package io.downclimb.activities.judge;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a judge wrote, read tolerantly in form and strictly in meaning.
 *
 * <ol>
 *   <li>The reply may stand in a code fence or among words: from left to right, every JSON object in it that has a {@code score} is looked
 *       at. Objects within such an object are its own business.
 *   <li>The score is a JSON number from 0 to 1. A text, a percentage, a mark out of ten, a missing one: not a score.
 *   <li>Several such objects must agree in their scores; where they do not, or one of them has no score that counts, nobody knows which was
 *       meant.
 * </ol>
 *
 * @param score 0..1
 * @param reason empty where the judge gave none
 */
record JudgeReply(double score, String reason) {
    private static final int LONGEST = 16_384;
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Null where the text holds no score: missing data, never a bad score. */
    static @Nullable JudgeReply parse(String text) {
        if (text.length() > LONGEST) {
            return null;
        }
        JudgeReply found = null;
        int from = text.indexOf('{');
        while (from >= 0) {
            int next = from + 1;
            try (JsonParser parser = JSON.createParser(text.substring(from))) {
                if (parser.readValueAsTree() instanceof ObjectNode object && object.has("score")) {
                    JudgeReply reply = of(object);
                    if (reply == null || (found != null && found.score != reply.score)) {
                        return null;
                    }
                    found = found == null ? reply : found;
                    next = from + (int) parser.currentLocation().getCharOffset();
                }
            } catch (IOException e) {
                // A brace among words.
                next = from + 1;
            }
            from = text.indexOf('{', next);
        }
        return found;
    }

    private static @Nullable JudgeReply of(ObjectNode object) {
        JsonNode score = object.path("score");
        double value = score.isNumber() ? score.doubleValue() : Double.NaN;
        if (!(value >= 0 && value <= 1)) {
            return null;
        }
        return new JudgeReply(value, object.path("reason").asText(""));
    }
}
