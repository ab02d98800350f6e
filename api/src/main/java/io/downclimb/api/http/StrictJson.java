package io.downclimb.api.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.api.http.Problem.ProblemException;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body as one JSON object, and nothing that two readers could read in two ways: strict UTF-8, no duplicate keys, nothing after the
 * value, no NaN, no lone surrogates, bounded nesting. Numbers keep the digits they came with.
 */
@Singleton
final class StrictJson {
    static final String EMPTY = "The body is empty: send a JSON object";

    private final DoorLimits limits;
    private final ObjectMapper mapper;

    StrictJson(DoorLimits limits) {
        this.limits = limits;
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.nesting())
                        .maxStringLength((int) Math.min(Integer.MAX_VALUE, limits.bodyBytes()))
                        .build())
                .build();
        this.mapper = JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }

    ObjectNode read(byte @Nullable [] body) {
        if (body == null || body.length == 0) {
            throw invalid(EMPTY);
        }
        if (body.length > limits.bodyBytes()) {
            throw new ProblemException(Problem.of(
                    ProblemType.TOO_LARGE,
                    "The body has " + body.length + " bytes: send at most " + limits.bodyBytes()));
        }
        String text = decode(body);
        JsonNode value = parse(text);
        if (text.contains("\\ud") || text.contains("\\uD")) {
            whole(value, "");
        }
        if (!(value instanceof ObjectNode object)) {
            throw invalid("The body is " + Json.kind(value) + ": send a JSON object");
        }
        return object;
    }

    private JsonNode parse(String text) {
        try {
            return mapper.readTree(text);
        } catch (StreamConstraintsException e) {
            throw invalid("The JSON nests deeper, or has a number longer, than allowed" + where(e) + ": nest at most "
                    + limits.nesting() + " levels, and write numbers with at most "
                    + StreamReadConstraints.DEFAULT_MAX_NUM_LEN + " digits");
        } catch (JsonParseException e) {
            String reason = e.getOriginalMessage();
            if (reason != null && reason.startsWith("Duplicate field")) {
                throw invalid("The JSON has a key twice" + where(e) + ": " + reason + "; name each key once");
            }
            throw invalid(
                    "The body is not JSON" + where(e) + ": send one JSON object, complete and with nothing after it");
        } catch (JsonProcessingException e) {
            throw invalid("The body is not one JSON value" + where(e)
                    + ": send one JSON object, complete and with nothing after it");
        }
    }

    /** Escapes can spell half a surrogate pair, which is no character and cannot be written as UTF-8 again. */
    private static void whole(JsonNode value, String path) {
        if (value.isTextual() && !StandardCharsets.UTF_8.newEncoder().canEncode(value.textValue())) {
            throw invalid(path + " has half a surrogate pair: write the whole character");
        }
        int index = 0;
        for (JsonNode element : value.isArray() ? value : Json.NONE) {
            whole(element, path + "[" + index++ + "]");
        }
        value.properties().forEach(field -> {
            String below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(field.getKey())) {
                throw invalid("A key of " + (path.isEmpty() ? "the body" : path)
                        + " has half a surrogate pair: write the whole character");
            }
            whole(field.getValue(), below);
        });
    }

    private static String where(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private static String decode(byte[] body) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(body);
        CharBuffer out = CharBuffer.allocate(body.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            throw invalid("The body is not UTF-8 at byte " + in.position() + ": encode it as UTF-8");
        }
        return out.flip().toString();
    }

    private static ProblemException invalid(String message) {
        return new ProblemException(Problem.of(ProblemType.INVALID_REQUEST, message));
    }
}
