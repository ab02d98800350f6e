package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Status pages over the control plane: what a page is made to say, whole. */
final class StatusControl {
    /**
     * A page, as it is set: what is left out is as it was at first.
     *
     * @param components beside, or in place of, those that every page has
     * @param vanished ids of components that are taken off the page
     */
    record Setting(
            @Nullable List<Component> components,
            @Nullable List<String> vanished,
            @Nullable List<StatusIncident> incidents,
            @Nullable StatusFault fault,
            StatusPages.@Nullable Versions versions) {}

    /**
     * A component.
     *
     * @param name null: its id, or the one it has
     */
    record Component(String id, @Nullable String name, String status) {
        Component {
            Require.present("id", id);
            Require.that(
                    StatusPages.WORDS.contains(status),
                    "status must be one of %s, but is %s".formatted(String.join(", ", StatusPages.WORDS), status));
        }
    }

    private StatusControl() {}

    static void put(StatusPages pages, String page, JsonNode body) {
        Setting setting = FaultJson.read(body, Setting.class);
        synchronized (pages) {
            pages.restart(page);
            each(setting.components())
                    .forEach(component -> pages.component(page, component.id(), component.name(), component.status()));
            each(setting.vanished()).forEach(id -> pages.vanish(page, id));
            each(setting.incidents()).forEach(incident -> pages.incident(page, incident));
            if (setting.fault() != null) {
                pages.misbehave(page, setting.fault());
            }
            if (setting.versions() != null) {
                pages.versions(page, setting.versions());
            }
        }
    }

    /** What a page says and how often it was asked. */
    static ObjectNode show(StatusPages pages, String page) {
        StatusPages.View view = pages.view(page);
        ObjectNode shown = FaultJson.MAPPER.createObjectNode();
        view.components()
                .forEach(component -> shown.withArray("components")
                        .addObject()
                        .put("id", component.id())
                        .put("name", component.name())
                        .put("status", component.status()));
        view.incidents()
                .forEach(started ->
                        shown.withArray("incidents").add(FaultJson.MAPPER.<JsonNode>valueToTree(started.incident())));
        shown.set("fault", FaultJson.MAPPER.valueToTree(view.fault()));
        return shown.put("versions", view.versions().name())
                .put("polls", pages.polls(page))
                .put("notModified", pages.notModified(page));
    }

    private static <T> List<T> each(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
