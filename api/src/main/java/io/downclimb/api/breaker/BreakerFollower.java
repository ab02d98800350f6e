package io.downclimb.api.breaker;

import io.downclimb.activities.breaker.BreakerMemory;
import io.downclimb.api.config.Configuration;
import io.downclimb.api.config.Store;
import io.downclimb.api.request.Causes;
import io.downclimb.db.BreakerRepository;
import io.downclimb.db.Notifications;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's views of breakers up with what is written down, by whatever node.
 *
 * <p>1. All views are read once before the doors open. 2. Then it listens; what is told is read at once. 3. All views are read again when it
 * begins to listen, and each 5 s whether something was told or not: what is told while a connection is down is lost. 4. A connection that ends
 * is made again, after 0.1 s, then twice as long, at most 5 s. Meanwhile the node goes by the views it has.
 */
@Singleton
public class BreakerFollower {
    private static final Logger LOG = LoggerFactory.getLogger(BreakerFollower.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Store store;
    private final BreakerMemory memory;
    private final Thread thread = Thread.ofVirtual().name("breaker-follower").unstarted(this::follow);
    private volatile @Nullable Notifications listening;
    private volatile boolean stopping;
    private Duration pause = FIRST_PAUSE; // of its own thread
    private boolean told; // of its own thread

    BreakerFollower(Configuration configuration, BreakerMemory memory) {
        this.store = configuration.store();
        this.memory = memory;
    }

    @EventListener
    void start(StartupEvent started) {
        memory.refresh();
        thread.start();
    }

    @PreDestroy
    void stop() {
        stopping = true;
        thread.interrupt();
        Notifications open = listening;
        if (open != null) {
            close(open);
        }
    }

    private void follow() {
        while (!stopping) {
            try (Notifications news = Notifications.listen(
                    store.jdbcUrl(), store.username(), store.password(), BreakerRepository.CHANNEL)) {
                listening = news;
                listen(news);
            } catch (SQLException | RuntimeException e) {
                pauseAfter(e);
            } finally {
                listening = null;
            }
        }
    }

    private void listen(Notifications news) throws SQLException {
        while (!stopping) {
            memory.refresh();
            recovered();
            long nextLook = System.nanoTime() + BETWEEN_LOOKS.toNanos();
            long left = BETWEEN_LOOKS.toNanos();
            while (left > 0 && !stopping) {
                new LinkedHashSet<>(news.await(Duration.ofNanos(left))).forEach(memory::refresh);
                left = nextLook - System.nanoTime();
            }
            if (!stopping && !news.alive()) {
                throw new SQLException("the connection is lost", "08006");
            }
        }
    }

    private void recovered() {
        if (told) {
            LOG.info("breakers are followed again");
        }
        told = false;
        pause = FIRST_PAUSE;
    }

    private void pauseAfter(Exception e) {
        if (stopping) {
            return;
        }
        if (!told) {
            LOG.warn("breakers cannot be followed for now, this node goes by what it knows: {}", Causes.of(e));
            told = true;
        }
        try {
            Thread.sleep(pause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }

    private static void close(Notifications open) {
        try {
            open.close();
        } catch (SQLException e) {
            LOG.debug(
                    "the connection that listens did not close: {}",
                    e.getClass().getSimpleName());
        }
    }
}
