package io.downclimb.api.worker;

import io.downclimb.api.config.Configuration;
import io.downclimb.api.request.Dependencies;
import io.downclimb.db.BreakerWindowRepository;
import io.downclimb.db.CacheRepository;
import io.downclimb.db.ContentRepository;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases contents that are older than the configuration allows, what the cache may serve to nobody any more, and what breakers heard
 * more than 30 days ago. Facts stay.
 */
@Singleton
class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private static final int AT_ONCE = 2_000;
    /** What breakers heard, by tens of seconds, is for graphs of the last days; what became of them stays. */
    private static final Duration KEEP_WINDOWS = Duration.ofDays(30);

    private final Duration keep;
    private final ContentRepository contents;
    private final CacheRepository cache;
    private final BreakerWindowRepository windows;
    private final Dependencies dependencies;

    Retention(
            Configuration configuration,
            ContentRepository contents,
            CacheRepository cache,
            BreakerWindowRepository windows,
            Dependencies dependencies) {
        this.keep = configuration.store().keepContents();
        this.contents = contents;
        this.cache = cache;
        this.windows = windows;
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
            long erased = inSteps(() -> contents.eraseBefore(now.minus(keep), AT_ONCE));
            if (erased > 0) {
                LOG.info("{} contents older than {} erased", erased, keep);
            }
            inSteps(() -> windows.eraseBefore(now.minus(KEEP_WINDOWS), AT_ONCE));
        } catch (RuntimeException e) {
            LOG.warn("retention not finished: {}", e.getClass().getSimpleName());
        }
    }

    /** Repeats a step until it finds less than it may take at once; how much all took together. */
    private static long inSteps(LongSupplier step) {
        long all = 0;
        long last;
        do {
            last = step.getAsLong();
            all += last;
        } while (last == AT_ONCE);
        return all;
    }
}
