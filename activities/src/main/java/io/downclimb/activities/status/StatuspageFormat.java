package io.downclimb.activities.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.workflows.status.StatusLevel;
import java.util.List;
import java.util.Set;

/**
 * Statuspage's {@code summary.json}, and the {@code components.json} and {@code incidents.json} that incident.io offers in its form. Each
 * component's own status counts, found by id; the page's headline is not looked at, because it stays {@code minor} in outages of single
 * components.
 */
final class StatuspageFormat {
    private static final Set<String> OVER = Set.of("resolved", "postmortem", "completed");

    private StatuspageFormat() {}

    static StatusReading parse(List<String> ids, JsonNode page) {
        if (!page.path("components").isArray()) {
            return StatusReading.unreadable(ids, "the page has no list of components");
        }
        List<JsonNode> components = StatusParser.objects(page.path("components"));
        return new StatusReading(
                ids.stream().map(id -> component(id, components)).toList(), incidents(page), null);
    }

    private static StatusReading.Component component(String id, List<JsonNode> components) {
        JsonNode found = components.stream()
                .filter(component -> id.equals(component.path("id").textValue()))
                .findFirst()
                .orElse(null);
        if (found == null) {
            return StatusReading.Component.unknown(id, "the page does not list this component");
        }
        StatusLevel level = level(found.path("status").asText());
        return new StatusReading.Component(
                id,
                PageJson.text(found.path("name")),
                level,
                PageJson.time(found.path("updated_at")),
                level == StatusLevel.UNKNOWN ? "the page gives it no status that is known" : null);
    }

    private static StatusLevel level(String word) {
        return switch (word) {
            case "operational" -> StatusLevel.OPERATIONAL;
            case "degraded_performance", "under_maintenance" -> StatusLevel.DEGRADED;
            case "partial_outage" -> StatusLevel.PARTIAL_OUTAGE;
            case "major_outage" -> StatusLevel.MAJOR_OUTAGE;
            default -> StatusLevel.UNKNOWN;
        };
    }

    /** Those that are not over. A page without the key has none. */
    static List<StatusReading.Incident> incidents(JsonNode page) {
        return StatusParser.shown(StatusParser.objects(page.path("incidents")).stream()
                .filter(incident -> !OVER.contains(incident.path("status").asText()))
                .filter(incident -> PageJson.time(incident.path("resolved_at")) == null)
                .map(StatuspageFormat::incident)
                .toList());
    }

    private static StatusReading.Incident incident(JsonNode incident) {
        JsonNode started = incident.path("started_at");
        return new StatusReading.Incident(
                PageJson.text(incident.path("id")),
                PageJson.text(incident.path("name")),
                PageJson.text(incident.path("impact")),
                PageJson.time(started.isTextual() ? started : incident.path("created_at")));
    }
}
