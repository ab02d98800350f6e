package io.downclimb.api.worker;

import io.downclimb.api.config.Configuration;
import io.downclimb.api.request.Dependencies;
import io.downclimb.db.CacheRepository;
import io.downclimb.db.ContentRepository;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Erases contents that are older than the configuration allows, and what the cache may serve to nobody any more. Facts stay. */
@Singleton
class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private static final int AT_ONCE = 2_000;

    private final Duration keep;
    private final ContentRepository contents;
    private final CacheRepository cache;
    private final Dependencies dependencies;

    Retention(
            Configuration configuration, ContentRepository contents, CacheRepository cache, Dependencies dependencies) {
        this.keep = configuration.store().keepContents();
        this.contents = contents;
        this.cache = cache;
        this.dependencies = dependencies;
    }

    @Scheduled(initialDelay = "1m", fixedDelay = "10m")
    void erase() {
        if (!dependencies.postgresUp()) {
            return;
        }
        Instant now = Instant.now();
        try {
            cache.dropBefore(now);
            long erased = 0;
            long step;
            do {
                step = contents.eraseBefore(now.minus(keep), AT_ONCE);
                erased += step;
            } while (step == AT_ONCE);
            if (erased > 0) {
                LOG.info("{} contents older than {} erased", erased, keep);
            }
        } catch (RuntimeException e) {
            LOG.warn("retention not finished: {}", e.getClass().getSimpleName());
        }
    }
}
