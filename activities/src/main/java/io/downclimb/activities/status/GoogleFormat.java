package io.downclimb.activities.status;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusNews;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Google Cloud's {@code incidents.json}. It lists incidents and no products, so a product without an incident under way is well, and none
 * can vanish. An incident is under way until it has an {@code end}; it is matched by the id of the product, since titles change.
 */
final class GoogleFormat {
    private GoogleFormat() {}

    static StatusReading parse(List<String> ids, JsonNode page) {
        if (!page.isArray()) {
            return StatusReading.unreadable(ids, "the page is no list of incidents");
        }
        List<JsonNode> incidents = StatusParser.objects(page).stream()
                .filter(incident -> incident.path("affected_products").isArray())
                .toList();
        if (incidents.isEmpty() && !page.isEmpty()) {
            return StatusReading.unreadable(ids, "the page lists no incident that can be read");
        }
        return new StatusReading(
                ids.stream().map(id -> product(id, incidents)).toList(),
                StatusParser.shown(incidents.stream()
                        .filter(incident ->
                                isUnderWay(incident) && ids.stream().anyMatch(id -> affected(incident, id) != null))
                        .map(GoogleFormat::incident)
                        .toList()),
                null);
    }

    private static StatusReading.Component product(String id, List<JsonNode> incidents) {
        List<JsonNode> own = incidents.stream()
                .filter(incident -> affected(incident, id) != null)
                .toList();
        String name = own.stream()
                .map(incident -> name(affected(incident, id)))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        List<JsonNode> underWay = own.stream().filter(GoogleFormat::isUnderWay).toList();
        if (underWay.isEmpty()) {
            Instant lastEnd = own.stream()
                    .map(incident -> PageJson.time(incident.path("end")))
                    .filter(Objects::nonNull)
                    .max(Comparator.naturalOrder())
                    .orElse(null);
            return new StatusReading.Component(id, name, StatusLevel.OPERATIONAL, lastEnd, null);
        }
        StatusNews worst =
                StatusNews.worst(underWay.stream().map(GoogleFormat::news).toList());
        return new StatusReading.Component(
                id,
                name,
                worst.level(),
                worst.since() == 0 ? null : Instant.ofEpochMilli(worst.since()),
                worst.level() == StatusLevel.UNKNOWN ? "an incident is under way whose impact is not known" : null);
    }

    private static StatusNews news(JsonNode incident) {
        Instant began = began(incident);
        return new StatusNews(
                level(incident.path("status_impact").asText()), began == null ? 0 : began.toEpochMilli(), 0);
    }

    private static StatusLevel level(String word) {
        return switch (word) {
            case "SERVICE_INFORMATION" -> StatusLevel.DEGRADED;
            case "SERVICE_DISRUPTION" -> StatusLevel.PARTIAL_OUTAGE;
            case "SERVICE_OUTAGE" -> StatusLevel.MAJOR_OUTAGE;
            default -> StatusLevel.UNKNOWN;
        };
    }

    private static boolean isUnderWay(JsonNode incident) {
        return incident.path("end").isMissingNode() || incident.path("end").isNull();
    }

    private static @Nullable JsonNode affected(JsonNode incident, String product) {
        return StatusParser.objects(incident.path("affected_products")).stream()
                .filter(affected -> product.equals(affected.path("id").textValue()))
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String name(@Nullable JsonNode product) {
        if (product == null) {
            return null;
        }
        String current = PageJson.text(product.path("current_title"));
        return current != null ? current : PageJson.text(product.path("title"));
    }

    private static @Nullable Instant began(JsonNode incident) {
        Instant began = PageJson.time(incident.path("begin"));
        return began != null ? began : PageJson.time(incident.path("created"));
    }

    private static StatusReading.Incident incident(JsonNode incident) {
        return new StatusReading.Incident(
                PageJson.text(incident.path("id")),
                PageJson.text(incident.path("external_desc")),
                PageJson.text(incident.path("status_impact")),
                began(incident));
    }
}
