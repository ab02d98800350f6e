package io.downclimb.simulator;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Reads what the control plane is sent; every rejection names the field and what would do. */
final class FaultJson {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    static final List<String> KINDS = Arrays.stream(
                    Fault.class.getAnnotation(JsonSubTypes.class).value())
            .map(JsonSubTypes.Type::name)
            .toList();

    private static final String KINDS_LISTED = String.join(", ", KINDS);

    private FaultJson() {}

    /**
     * Reads JSON.
     *
     * @throws IllegalArgumentException if this is none
     */
    static JsonNode tree(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The body is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("The body cannot be read", e);
        }
    }

    /**
     * Reads a fault or a step of a schedule.
     *
     * @throws IllegalArgumentException if the tree doesn't describe one
     */
    static <T> T read(JsonNode tree, Class<T> type) {
        try {
            Require.that(
                    tree.isObject(), "Expected a JSON object with a field 'kind'. Valid kinds: " + KINDS_LISTED + ".");
            return MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(explain(e), e);
        }
    }

    /**
     * Reads several.
     *
     * @throws IllegalArgumentException if the tree is no array of these
     */
    static <T> List<T> list(JsonNode tree, Class<T> type) {
        Require.that(tree.isArray(), "Expected an array of %s, but found %s.".formatted(type.getSimpleName(), tree));
        try {
            tree.forEach(
                    item -> Require.that(item.isObject(), "Expected objects in the array, but found " + item + "."));
            return MAPPER.readerForListOf(type).readValue(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(explain(e), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("The body cannot be read", e);
        }
    }

    private static String explain(JsonProcessingException problem) {
        return switch (problem) {
            case InvalidTypeIdException unknown
            when unknown.getTypeId() == null ->
                "Field '%s' is missing. Valid kinds: %s.".formatted(path(unknown, "kind"), KINDS_LISTED);
            case InvalidTypeIdException unknown ->
                "Field '%s' is '%s', which is unknown. Valid kinds: %s."
                        .formatted(path(unknown, "kind"), unknown.getTypeId(), KINDS_LISTED);
            case UnrecognizedPropertyException unknown ->
                "Field '%s' is unknown. Valid fields: %s.".formatted(path(unknown, ""), unknown.getKnownPropertyIds());
            case ValueInstantiationException rejected
            when rejected.getCause() != null ->
                "Field '%s' is rejected: %s. Valid kinds: %s."
                        .formatted(path(rejected, ""), rejected.getCause().getMessage(), KINDS_LISTED);
            case JsonMappingException mapping ->
                "Field '%s' is rejected: %s. Valid kinds: %s."
                        .formatted(path(mapping, ""), mapping.getOriginalMessage(), KINDS_LISTED);
            case JsonParseException parse -> "The body is not JSON: " + parse.getOriginalMessage();
            default -> "The body is rejected: " + problem.getOriginalMessage();
        };
    }

    private static String path(JsonMappingException problem, String last) {
        String path = problem.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        if (last.isEmpty() || path.endsWith(last)) {
            return path.isEmpty() ? "(the fault itself)" : path;
        }
        return path.isEmpty() ? last : path + "." + last;
    }
}
