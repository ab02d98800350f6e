package io.downclimb.workflows.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/**
 * A policy's canonical form, which its hash is taken from and which is stored under that hash.
 *
 * <p>Canonical: keys sorted at every depth, no white space, durations in ISO 8601 ({@code PT8S}), numbers plain
 * and without trailing zeros, nulls written. The same policy gives the same text on every node, and another policy another one. Reading ignores keys it
 * does not know, so that a node of an older version can end what a newer one began.
 */
public final class PolicyJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private PolicyJson() {}

    /** The canonical JSON. */
    public static String write(Policy policy) {
        try {
            // By way of a tree, because the type property of a rung is written first, whatever the alphabet says.
            JsonNode tree = JSON.readTree(JSON.writeValueAsString(policy));
            return JSON.writeValueAsString(CanonicalJson.sorted(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("policy of route %s cannot be written".formatted(policy.route()), e);
        }
    }

    /**
     * The policy that was written so.
     *
     * @throws IllegalArgumentException where the text is not a policy
     */
    public static Policy read(String json) {
        try {
            return JSON.readValue(json, Policy.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("text is not the JSON of a policy: " + e.getOriginalMessage(), e);
        }
    }

    /** SHA-256 of the canonical JSON, in lower-case hex: the version of the policy. */
    public static String hash(Policy policy) {
        return Sha256.of(write(policy));
    }
}
