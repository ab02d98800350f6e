package io.downclimb.api.worker;

import io.downclimb.api.config.Configuration;
import io.downclimb.api.request.Dependencies;
import io.downclimb.db.PartitionTables;
import io.downclimb.db.Partitions;
import io.downclimb.db.Week;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that this week and the next two have their partitions, before the doors open and each hour, and drops those whose time is up: contents after
 * {@code store.keep-contents}, all else after {@code store.keep-facts}, each counted from a day after the week's end. Where it fails it is
 * tried again an hour later: rows of a week without partitions lie in the default ones, and move when the partitions are made.
 */
@Singleton
class PartitionKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionKeeper.class);
    private static final int WEEKS_AHEAD = 2;

    private final Duration keepContents;
    private final Duration keepFacts;
    private final PartitionTables tables;
    private final Partitions partitions;
    private final Dependencies dependencies;

    PartitionKeeper(
            Configuration configuration, PartitionTables tables, Partitions partitions, Dependencies dependencies) {
        this.keepContents = configuration.store().keepContents();
        this.keepFacts = configuration.store().keepFacts();
        this.tables = tables;
        this.partitions = partitions;
        this.dependencies = dependencies;
    }

    @EventListener
    void begin(StartupEvent started) {
        keep();
    }

    @Scheduled(initialDelay = "1h", fixedDelay = "1h")
    void keepOn() {
        if (dependencies.postgresUp()) {
            keep();
        }
    }

    private void keep() {
        try {
            keep(Instant.now());
        } catch (SQLException | RuntimeException e) {
            LOG.warn("partitions not seen to: {}", e.getClass().getSimpleName());
        }
    }

    void keep(Instant now) throws SQLException {
        Week week = Week.of(now);
        for (int ahead = 0; ahead <= WEEKS_AHEAD; ahead++) {
            tables.make(week);
            week = week.next();
        }
        partitions.learn();
        dropContents(now);
        drop(now);
    }

    private void dropContents(Instant now) throws SQLException {
        for (Week week : tables.weeksOfContents()) {
            if (PartitionTables.isPast(week, keepContents, now)) {
                tables.dropContents(week, now);
                LOG.info("contents of the week of {} dropped", week.begin());
            }
        }
    }

    private void drop(Instant now) throws SQLException {
        for (Week week : tables.weeks()) {
            if (!PartitionTables.isPast(week, keepFacts, now)) {
                continue;
            }
            if (tables.drop(week, now)) {
                LOG.info("requests of the week of {} dropped", week.begin());
            } else {
                LOG.warn("the week of {} is past its time and has open requests: it stays", week.begin());
            }
        }
    }
}
