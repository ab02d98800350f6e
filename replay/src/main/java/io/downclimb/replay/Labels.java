package io.downclimb.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.SearchAttributeUpdate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Search attributes that a workflow told, by name. */
final class Labels {
    private Labels() {}

    /** As the code told them; null where one was taken away. */
    static Map<String, @Nullable Object> told(SearchAttributeUpdate<?>... updates) {
        Map<String, @Nullable Object> labels = new LinkedHashMap<>();
        for (SearchAttributeUpdate<?> update : updates) {
            labels.put(update.getKey().getName(), update.getValue().orElse(null));
        }
        return labels;
    }

    /** As the history holds one: nothing, or an empty list, for one that was taken away. */
    static JsonNode value(Payload label) {
        JsonNode value = Values.of(label);
        return value.isMissingNode() || (value.isArray() && value.isEmpty()) ? NullNode.getInstance() : value;
    }
}
