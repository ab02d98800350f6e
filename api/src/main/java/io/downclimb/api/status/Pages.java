package io.downclimb.api.status;

import io.downclimb.activities.status.StatusPlan;
import io.downclimb.workflows.status.StatusPage;
import io.downclimb.workflows.status.StatusSource;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The distinct pages of a configuration, in an order of its own, so that two nodes with the same configuration have the same. Providers
 * that name one page share its poller, with the addresses of all of them.
 */
final class Pages {
    private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

    private Pages() {}

    static List<StatusPage> of(StatusPlan plan) {
        Map<String, StatusPage> pages = new TreeMap<>();
        new TreeMap<>(plan.byProvider())
                .forEach((provider, source) -> pages.merge(
                        source.page(), page(provider, source), (one, other) -> united(one, other, provider)));
        return List.copyOf(pages.values());
    }

    private static StatusPage page(String provider, StatusSource source) {
        return new StatusPage(source.page(), source.kind(), source.urls(), Map.of(provider, source.components()));
    }

    /** A page is of one kind: that of the first of its providers, by name. */
    private static StatusPage united(StatusPage one, StatusPage other, String provider) {
        if (one.kind() != other.kind()) {
            LOG.warn(
                    "providers disagree about the kind of status page {}: {} says {}, but it is read as {}",
                    one.name(),
                    provider,
                    other.kind(),
                    one.kind());
        }
        Set<URI> urls = new LinkedHashSet<>(one.urls());
        urls.addAll(other.urls());
        Map<String, List<String>> components = new TreeMap<>(one.components());
        components.putAll(other.components());
        return new StatusPage(one.name(), one.kind(), new ArrayList<>(urls), components);
    }
}
