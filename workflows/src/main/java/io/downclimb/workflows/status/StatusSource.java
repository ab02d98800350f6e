package io.downclimb.workflows.status;

import java.net.URI;
import java.util.List;

/**
 * Where a provider says how it is.
 *
 * @param urls alternatives, asked in order until one answers. For {@link Kind#STATUSPAGE} the {@code summary.json}, for {@link Kind#INCIDENT_IO}
 *     the {@code components.json} (the incidents beside it are found by name), for {@link Kind#GOOGLE} the {@code incidents.json}
 * @param components ids of the components (Google: products) that count
 */
public record StatusSource(Kind kind, List<URI> urls, List<String> components) {
    public enum Kind {
        STATUSPAGE,
        INCIDENT_IO,
        GOOGLE
    }

    public StatusSource {
        urls = List.copyOf(urls);
        components = List.copyOf(components);
    }
    /** The page's readable name: host (with its port, where one is given) and path of the first URL. */
    public String page() {
        URI first = urls.getFirst();
        String port = first.getPort() < 0 ? "" : ":" + first.getPort();
        return first.getHost() + port + first.getPath();
    }
}
