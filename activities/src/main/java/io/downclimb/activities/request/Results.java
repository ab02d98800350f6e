package io.downclimb.activities.request;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.activities.provider.ChatRequest;
import io.downclimb.workflows.activity.AttemptResult;
import java.io.IOException;

/** Results and contents as they stand in Postgres. */
public final class Results {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Results() {}

    /** The result of an attempt. */
    public static AttemptResult read(String result) {
        try {
            return JSON.readValue(result, AttemptResult.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a recorded result cannot be read", e);
        }
    }

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a result cannot be written", e);
        }
    }

    static byte[] bytes(ObjectNode tree) {
        try {
            return JSON.writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    /** A stored request. */
    public static ChatRequest request(byte[] body) {
        return ChatRequest.read(tree(body));
    }

    /** A stored content. */
    public static ObjectNode tree(byte[] body) {
        try {
            return (ObjectNode) JSON.readTree(body);
        } catch (IOException e) {
            throw new IllegalStateException("a stored content cannot be read", e);
        }
    }
}
