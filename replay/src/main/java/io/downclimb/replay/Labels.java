package io.downclimb.replay;

import com.fasterxml.jackson.databind.JsonNode;
import io.temporal.api.common.v1.Payload;
import io.temporal.common.SearchAttributeUpdate;
import java.util.LinkedHashMap;
import java.util.Map;

/** Search attributes that a workflow set, by name. Those that it took away are not compared: older code took away what was not there, too. */
final class Labels {
    private Labels() {}

    /** As the code told them. */
    static Map<String, Object> told(SearchAttributeUpdate<?>... updates) {
        Map<String, Object> labels = new LinkedHashMap<>();
        for (SearchAttributeUpdate<?> update : updates) {
            update.getValue().ifPresent(value -> labels.put(update.getKey().getName(), value));
        }
        return labels;
    }

    /** As the history holds them: nothing, or an empty list, for one that was taken away. */
    static Map<String, JsonNode> held(Map<String, Payload> fields) {
        Map<String, JsonNode> labels = new LinkedHashMap<>();
        fields.forEach((name, field) -> {
            JsonNode value = Values.of(field);
            if (!value.isMissingNode() && !value.isNull() && !(value.isArray() && value.isEmpty())) {
                labels.put(name, value);
            }
        });
        return labels;
    }
}
