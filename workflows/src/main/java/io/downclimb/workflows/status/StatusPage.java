package io.downclimb.workflows.status;

import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * A page and all that the configuration wants to know from it.
 *
 * @param name see {@link StatusSource#page}
 * @param urls alternatives, the preferred one first
 * @param components ids of the components that count, by provider
 */
public record StatusPage(String name, StatusSource.Kind kind, List<URI> urls, Map<String, List<String>> components) {
    public StatusPage {
        urls = List.copyOf(urls);
        components = Map.copyOf(components);
    }
}
