package io.downclimb.activities.status;

import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusNews;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a page says of the components that were asked for, and what is under way there.
 *
 * @param components one for each id that was asked for
 * @param incidents those under way; they inform, and decide nothing
 * @param why why the page cannot be read, and all components are unknown; null where it can
 */
record StatusReading(
        List<Component> components,
        List<Incident> incidents,
        @Nullable String why) {
    /**
     * A component.
     *
     * @param name as the page has it; null where it has none
     * @param since since when it is so; null where the page does not tell
     * @param why why it is unknown; null where it is not
     */
    record Component(
            String id,
            @Nullable String name,
            StatusLevel level,
            @Nullable Instant since,
            @Nullable String why) {
        static Component unknown(String id, String why) {
            return new Component(id, null, StatusLevel.UNKNOWN, null, why);
        }
    }

    /**
     * An incident under way.
     *
     * @param impact in the page's own word
     * @param started null where the page does not tell
     */
    record Incident(
            @Nullable String id,
            @Nullable String name,
            @Nullable String impact,
            @Nullable Instant started) {}

    StatusReading {
        components = List.copyOf(components);
        incidents = List.copyOf(incidents);
    }

    static StatusReading unreadable(Collection<String> ids, String why) {
        return new StatusReading(
                ids.stream().distinct().map(id -> Component.unknown(id, why)).toList(), List.of(), why);
    }

    /** What these components come to. Its {@code since} is 0 where the page tells none. */
    StatusNews news(Collection<String> ids, long now) {
        return StatusNews.worst(components.stream()
                .filter(component -> ids.contains(component.id()))
                .map(component -> new StatusNews(component.level(), millis(component.since()), now))
                .toList());
    }

    private static long millis(@Nullable Instant since) {
        return since == null ? 0 : since.toEpochMilli();
    }
}
