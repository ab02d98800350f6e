package io.downclimb.activities.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.workflows.status.StatusSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Reads a page's tree, whatever wrote it. Fields it does not know are passed over; what it needs and does not find is unknown. */
final class StatusParser {
    /** More are not shown; the worst of components is reckoned over all. */
    private static final int INCIDENTS_SHOWN = 20;

    private StatusParser() {}

    /**
     * What the page says.
     *
     * @param ids of the components that are asked for
     */
    static StatusReading parse(StatusSource.Kind kind, Collection<String> ids, JsonNode page) {
        List<String> distinct = ids.stream().distinct().toList();
        return switch (kind) {
            case STATUSPAGE, INCIDENT_IO -> StatuspageFormat.parse(distinct, page);
            case GOOGLE -> GoogleFormat.parse(distinct, page);
        };
    }

    /** The elements that are objects, as far as this is a list at all. */
    static List<JsonNode> objects(JsonNode list) {
        List<JsonNode> objects = new ArrayList<>();
        list.forEach(element -> {
            if (list.isArray() && element.isObject()) {
                objects.add(element);
            }
        });
        return objects;
    }

    static List<StatusReading.Incident> shown(List<StatusReading.Incident> incidents) {
        return incidents.size() <= INCIDENTS_SHOWN ? incidents : incidents.subList(0, INCIDENTS_SHOWN);
    }
}
