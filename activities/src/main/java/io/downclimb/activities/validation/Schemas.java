package io.downclimb.activities.validation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.SpecVersionDetector;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.resource.DisallowSchemaLoader;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks answers against JSON Schemas of the version that each one names, 2020-12 where it names none. The whole text must
 * be one JSON value. A schema stands alone: a reference to another document is not fetched.
 */
final class Schemas {
    private static final ObjectMapper STRICT =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .regularExpressionFactory(Schemas::pattern)
            .build();

    private final Map<String, JsonSchema> compiled = new ConcurrentHashMap<>();
    private final UnaryOperator<String> texts;

    Schemas(UnaryOperator<String> texts) {
        this.texts = texts;
    }

    Verdict.@Nullable Rejected check(String hash, String text) {
        JsonNode value = parse(text);
        if (value == null || value.isMissingNode()) {
            return new Verdict.Rejected("json-schema", "the text is not JSON");
        }
        JsonSchema schema = compiled.computeIfAbsent(hash, unknown -> compile(texts.apply(unknown)));
        Set<ValidationMessage> messages;
        try {
            messages = schema.validate(value);
        } catch (Counted.RunsAway e) {
            return new Verdict.Rejected("json-schema", "a pattern of the schema took too many steps and was given up");
        }
        if (messages.isEmpty()) {
            return null;
        }
        // Only the keyword: paths and messages may repeat what the model wrote.
        String keyword = messages.iterator().next().getType();
        return new Verdict.Rejected("json-schema", "the text does not satisfy '%s'".formatted(keyword));
    }

    /** The schema ready to check with, its references resolved. Throws where the text is no JSON Schema. */
    private static JsonSchema compile(String text) {
        JsonNode schema = parse(text);
        if (schema == null || !(schema.isObject() || schema.isBoolean())) {
            throw new IllegalArgumentException("a JSON Schema must be a JSON object");
        }
        SpecVersion.VersionFlag version =
                SpecVersionDetector.detectOptionalVersion(schema, false).orElse(SpecVersion.VersionFlag.V202012);
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(
                version, builder -> builder.schemaLoaders(loaders -> loaders.add(DisallowSchemaLoader.getInstance())));
        JsonSchema ready = factory.getSchema(schema, CONFIG);
        ready.initializeValidators();
        return ready;
    }

    private static RegularExpression pattern(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return text -> Counted.find(pattern, text);
    }

    private static @Nullable JsonNode parse(String text) {
        try {
            return STRICT.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
