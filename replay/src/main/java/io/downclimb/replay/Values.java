package io.downclimb.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.downclimb.workflows.WorkflowData;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.converter.DataConverter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values as they stand in histories. */
final class Values {
    static final DataConverter CONVERTER = WorkflowData.converter();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 120;

    private Values() {}

    /** As it would be written into a history. */
    static JsonNode of(@Nullable Object value) {
        return of(payload(value));
    }

    static JsonNode ofWait(long ms) {
        return LongNode.valueOf(ms);
    }

    static JsonNode ofLabels(Map<?, ?> labels) {
        return JSON.valueToTree(labels);
    }

    static JsonNode of(Payload payload) {
        return of(payload.getData().toByteArray());
    }

    /** Missing where nothing was written, as for a workflow without a result. */
    static JsonNode of(byte[] json) {
        try {
            JsonNode read = JSON.readTree(json);
            return read == null ? MissingNode.getInstance() : read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode none() {
        return JSON.createObjectNode();
    }

    static Payload payload(@Nullable Object value) {
        return CONVERTER.toPayload(value).orElseThrow();
    }

    /**
     * The first member of what was recorded that is not so now, with its path; empty where all are. Members that were added since are no
     * difference.
     */
    static Optional<String> differing(String path, JsonNode recorded, JsonNode now) {
        if (!recorded.isObject()) {
            return recorded.equals(now) ? Optional.empty() : Optional.of(path);
        }
        return recorded.properties().stream()
                .flatMap(member ->
                        differing(path + "." + member.getKey(), member.getValue(), now.path(member.getKey())).stream())
                .findFirst();
    }

    /** The value at a path of {@link #differing}, whose first part is a name. */
    static JsonNode at(JsonNode value, String path, String name) {
        JsonNode there = value;
        String within = path.substring(name.length());
        for (String member :
                within.isEmpty() ? new String[0] : within.substring(1).split("\\.", -1)) {
            there = there.path(member);
        }
        return there;
    }

    static String text(JsonNode value) {
        String text = value.isMissingNode() ? "nothing" : value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
