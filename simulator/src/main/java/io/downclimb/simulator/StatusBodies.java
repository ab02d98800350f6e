package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;

/** A status page in the forms of Statuspage, incident.io and Google Cloud. */
final class StatusBodies {
    private StatusBodies() {}

    /** Statuspage's {@code summary.json}. */
    static JsonNode summary(String page, StatusPages.View view) {
        ObjectNode body = components(page, view);
        body.set("incidents", incidents(page, view).get("incidents"));
        body.putArray("scheduled_maintenances");
        body.putObject("status").put("indicator", "none").put("description", "All Systems Operational");
        return body;
    }

    /** {@code components.json}, of Statuspage and incident.io. */
    static ObjectNode components(String page, StatusPages.View view) {
        ObjectNode body = page(page, view);
        ArrayNode components = body.putArray("components");
        int position = 0;
        for (StatusPages.Component component : view.components()) {
            components
                    .addObject()
                    .put("id", component.id())
                    .put("name", component.name())
                    .put("status", component.status())
                    .put("created_at", "2024-01-01T00:00:00Z")
                    .put("updated_at", component.updatedAt().toString())
                    .put("position", ++position)
                    .putNull("description")
                    .put("showcase", true)
                    .putNull("group_id")
                    .put("group", false);
        }
        return body;
    }

    /** {@code incidents.json}, of Statuspage and incident.io. */
    static ObjectNode incidents(String page, StatusPages.View view) {
        ObjectNode body = page(page, view);
        ArrayNode incidents = body.putArray("incidents");
        for (StatusPages.Started started : view.incidents()) {
            ObjectNode incident = incidents
                    .addObject()
                    .put("id", started.incident().id())
                    .put("name", started.incident().name())
                    .put("status", "investigating")
                    .put("impact", started.incident().impact())
                    .put("created_at", started.at().toString())
                    .put("started_at", started.at().toString())
                    .putNull("resolved_at");
            incident.putArray("incident_updates");
            ArrayNode components = incident.putArray("components");
            view.components().stream()
                    .filter(component -> started.incident().components().contains(component.id()))
                    .forEach(component ->
                            components.addObject().put("id", component.id()).put("name", component.name()));
        }
        return body;
    }

    /** Google Cloud's feed: one incident of the past, one for each component that is not operational, and those that were set. */
    static ArrayNode google(StatusPages.View view) {
        ArrayNode feed = FaultJson.MAPPER.createArrayNode();
        ObjectNode past =
                event(feed, "past", "An incident of the past", "SERVICE_OUTAGE", Instant.parse("2025-06-12T17:49:00Z"));
        past.put("end", past.get("begin").asText().replace("17:", "21:"));
        product(past, "product-of-the-past", "A product");
        for (StatusPages.Component component : view.components()) {
            if (!component.status().equals("operational")) {
                ObjectNode event = event(
                        feed, "of-" + component.id(), "Trouble", impact(component.status()), component.updatedAt());
                product(event, component.id(), component.name());
            }
        }
        for (StatusPages.Started started : view.incidents()) {
            StatusIncident incident = started.incident();
            ObjectNode event = event(feed, incident.id(), incident.name(), impact(incident.impact()), started.at());
            incident.components().forEach(id -> product(event, id, id));
        }
        return feed;
    }

    private static String impact(String word) {
        return switch (word) {
            case "none", "minor", "degraded_performance", "under_maintenance" -> "SERVICE_INFORMATION";
            case "major", "partial_outage" -> "SERVICE_DISRUPTION";
            case "critical", "major_outage" -> "SERVICE_OUTAGE";
            default -> word;
        };
    }

    private static ObjectNode event(ArrayNode feed, String id, String name, String impact, Instant begin) {
        ObjectNode event = feed.addObject()
                .put("id", id)
                .put("begin", begin.toString())
                .put("created", begin.plus(Duration.ofMinutes(20)).toString())
                .put("modified", begin.plus(Duration.ofMinutes(20)).toString())
                .put("external_desc", name)
                .put("severity", "medium")
                .put("status_impact", impact);
        event.putArray("affected_products");
        event.putArray("currently_affected_locations");
        event.putArray("updates");
        return event;
    }

    private static void product(ObjectNode event, String id, String title) {
        event.withArray("affected_products")
                .addObject()
                .put("id", id)
                .put("title", title)
                .put("current_title", title);
    }

    private static ObjectNode page(String page, StatusPages.View view) {
        ObjectNode body = FaultJson.MAPPER.createObjectNode();
        body.putObject("page")
                .put("id", page)
                .put("name", page)
                .put("url", "https://status.example.com")
                .put("time_zone", "Etc/UTC")
                .put("updated_at", view.changedAt().toString());
        return body;
    }
}
