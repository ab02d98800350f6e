package io.downclimb.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An incident under way on a status page.
 *
 * @param impact none, minor, major or critical; Google's feed calls them information (none, minor), disruption and outage
 * @param components ids of those it is about; none by default
 */
public record StatusIncident(String id, String name, String impact, List<String> components) {
    public StatusIncident(String id, String name, String impact, @Nullable List<String> components) {
        Require.present("id", id);
        Require.present("name", name);
        Require.that(
                List.of("none", "minor", "major", "critical").contains(impact),
                "impact must be none, minor, major or critical, but is " + impact);
        this.id = id;
        this.name = name;
        this.impact = impact;
        this.components = components == null ? List.of() : List.copyOf(components);
    }
}
