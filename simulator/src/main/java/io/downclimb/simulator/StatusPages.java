package io.downclimb.simulator;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the simulator's status pages say. Any name has a page; until something is set it lists two components, {@code api} and
 * {@code console}, as operational.
 */
public final class StatusPages {
    static final List<String> WORDS =
            List.of("operational", "degraded_performance", "under_maintenance", "partial_outage", "major_outage");

    /** What names a page's versions. */
    public enum Versions {
        ETAG,
        LAST_MODIFIED,
        NONE
    }

    /**
     * A component as the page shows it.
     *
     * @param status a word of Statuspage; others are shown as they are
     */
    record Component(String id, String name, String status, Instant updatedAt) {}

    record Started(StatusIncident incident, Instant at) {}

    /** A page as it stands. */
    record View(
            List<Component> components,
            List<Started> incidents,
            @Nullable StatusFault fault,
            Versions versions,
            Instant changedAt) {}

    private static final class Page {
        final Map<String, Component> components = new TreeMap<>();
        final Map<String, Started> incidents = new TreeMap<>();

        @Nullable
        StatusFault fault;

        Versions versions = Versions.ETAG;
        Instant changedAt;
        long polls;
        long notModified;

        Page(Instant now) {
            changedAt = now;
            components.put("api", new Component("api", "API", "operational", now));
            components.put("console", new Component("console", "Console", "operational", now));
        }
    }

    private final Map<String, Page> pages = new TreeMap<>();
    private final InstantSource clock;

    StatusPages(InstantSource clock) {
        this.clock = clock;
    }

    /** Lists a component with this status, whether the page knew it before or not. */
    public synchronized void component(String page, String id, String status) {
        component(page, id, null, status);
    }

    synchronized void component(String page, String id, @Nullable String name, String status) {
        Page found = changed(page);
        Component before = found.components.get(id);
        String shown = name != null ? name : before == null ? id : before.name();
        found.components.put(id, new Component(id, shown, status, found.changedAt));
    }

    /** Takes a component off the page. */
    public synchronized void vanish(String page, String id) {
        changed(page).components.remove(id);
    }

    /** Begins an incident. */
    public synchronized void incident(String page, StatusIncident incident) {
        Page found = changed(page);
        found.incidents.put(incident.id(), new Started(incident, found.changedAt));
    }

    /** Ends an incident. */
    public synchronized void resolve(String page, String incident) {
        changed(page).incidents.remove(incident);
    }

    /** Misbehaves from now on. */
    public synchronized void misbehave(String page, StatusFault fault) {
        page(page).fault = fault;
    }

    /** Behaves again, and says what it would have said. */
    public synchronized void behave(String page) {
        page(page).fault = null;
    }

    /** How the page names its versions from now on; by ETag at first. */
    public synchronized void versions(String page, Versions versions) {
        page(page).versions = versions;
    }

    /** The page as it was at first; its counts, too. */
    public synchronized void clear(String page) {
        pages.remove(page);
    }

    /** The page as it was at first, but for its counts. */
    synchronized void restart(String page) {
        Page before = changed(page);
        Page after = new Page(before.changedAt);
        after.polls = before.polls;
        after.notModified = before.notModified;
        pages.put(page, after);
    }

    /** How often the page was asked for; the incidents beside {@code components.json} do not count. */
    public synchronized long polls(String page) {
        return page(page).polls;
    }

    /** How many of its answers were a 304. */
    public synchronized long notModified(String page) {
        return page(page).notModified;
    }

    synchronized View view(String page) {
        Page found = page(page);
        return new View(
                List.copyOf(found.components.values()),
                List.copyOf(found.incidents.values()),
                found.fault,
                found.versions,
                found.changedAt);
    }

    synchronized void asked(String page) {
        page(page).polls++;
    }

    synchronized void answeredNotModified(String page) {
        page(page).notModified++;
    }

    private Page page(String name) {
        return pages.computeIfAbsent(name, _ -> new Page(now()));
    }

    /** Versions named by time must differ by a second at least. */
    private Page changed(String name) {
        Page found = page(name);
        Instant next = found.changedAt.plusSeconds(1);
        found.changedAt = now().isAfter(next) ? now() : next;
        return found;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
