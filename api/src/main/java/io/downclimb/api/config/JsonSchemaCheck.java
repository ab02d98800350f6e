package io.downclimb.api.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.SpecVersionDetector;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.DisallowSchemaLoader;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a text is a JSON schema that can be used at run time: it is valid under its own meta-schema (2020-12 where it
 * names none), its patterns compile, and it refers to nothing outside itself, since nothing is fetched.
 */
final class JsonSchemaCheck {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonSchemaCheck() {}

    /** What is wrong, to follow "is"; null where nothing is. */
    static @Nullable String problem(String text) {
        JsonNode schema;
        try {
            schema = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return "not JSON: " + e.getOriginalMessage();
        }
        if (!schema.isObject()) {
            return "not a JSON schema, which is an object";
        }
        Optional<VersionFlag> named = SpecVersionDetector.detectOptionalVersion(schema, false);
        if (schema.has("$schema") && named.isEmpty()) {
            return "a JSON schema of a version that is not known: "
                    + schema.get("$schema").asText();
        }
        VersionFlag version = named.orElse(VersionFlag.V202012);
        for (String reference : schema.findValuesAsText("$ref")) {
            if (!reference.isEmpty() && !reference.startsWith("#")) {
                return "a JSON schema that refers to %s, outside itself".formatted(reference);
            }
        }
        return problem(schema, version);
    }

    private static @Nullable String problem(JsonNode schema, VersionFlag version) {
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(version);
        Set<ValidationMessage> messages =
                factory.getSchema(SchemaLocation.of(version.getId())).validate(schema);
        if (!messages.isEmpty()) {
            return "not a valid JSON schema: " + messages.iterator().next().getMessage();
        }
        try {
            JsonSchemaFactory fetchingNothing = JsonSchemaFactory.getInstance(
                    version, builder -> builder.schemaLoaders(all -> all.add(DisallowSchemaLoader.getInstance())));
            fetchingNothing.getSchema(schema).initializeValidators();
            return null;
        } catch (RuntimeException e) {
            // The library throws many kinds here: references that lead nowhere, patterns that do not compile.
            return "not a usable JSON schema: " + e.getMessage();
        }
    }
}
