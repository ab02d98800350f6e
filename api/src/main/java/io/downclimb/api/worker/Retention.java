package io.downclimb.api.worker;

import io.downclimb.api.config.Configuration;
import io.downclimb.api.request.Dependencies;
import io.downclimb.db.BreakerTransitionRepository;
import io.downclimb.db.BreakerWindowRepository;
import io.downclimb.db.CacheRepository;
import io.downclimb.db.ContentRepository;
import io.downclimb.db.JudgementRepository;
import io.downclimb.db.ProbeRepository;
import io.downclimb.db.RequestRepository;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases by age, in steps.
 *
 * <ol>
 *   <li>What the cache may serve to nobody any more.
 *   <li>Contents, after {@code store.keep-contents}.
 *   <li>Keys, and with them what they name; facts that have no week of their own; judgements, probes and transitions: after {@code
 *       store.keep-facts}. The other facts go with their weeks: see {@link PartitionKeeper}.
 *   <li>What breakers heard: after 30 days, or as facts where those are kept for less.
 * </ol>
 */
@Singleton
class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private static final int AT_ONCE = 2_000;
    /** What breakers heard, by tens of seconds, is for graphs of the last days. */
    private static final Duration KEEP_WINDOWS = Duration.ofDays(30);

    private final Duration keepContents;
    private final Duration keepFacts;
    private final RequestRepository requests;
    private final ContentRepository contents;
    private final CacheRepository cache;
    private final JudgementRepository judgements;
    private final ProbeRepository probes;
    private final BreakerTransitionRepository transitions;
    private final BreakerWindowRepository windows;
    private final Dependencies dependencies;

    Retention(
            Configuration configuration,
            RequestRepository requests,
            ContentRepository contents,
            CacheRepository cache,
            JudgementRepository judgements,
            ProbeRepository probes,
            BreakerTransitionRepository transitions,
            BreakerWindowRepository windows,
            Dependencies dependencies) {
        this.keepContents = configuration.store().keepContents();
        this.keepFacts = configuration.store().keepFacts();
        this.requests = requests;
        this.contents = contents;
        this.cache = cache;
        this.judgements = judgements;
        this.probes = probes;
        this.transitions = transitions;
        this.windows = windows;
        this.dependencies = dependencies;
    }

    @Scheduled(initialDelay = "1m", fixedDelay = "10m")
    void erase() {
        if (!dependencies.postgresUp()) {
            return;
        }
        try {
            erase(Instant.now());
        } catch (RuntimeException e) {
            LOG.warn("retention not finished: {}", e.getClass().getSimpleName());
        }
    }

    void erase(Instant now) {
        Instant facts = now.minus(keepFacts);
        cache.dropBefore(now);
        tell("contents", keepContents, inSteps(() -> contents.eraseBefore(now.minus(keepContents), AT_ONCE)));
        tell("keys", keepFacts, inSteps(() -> requests.forgetKeysBefore(facts, AT_ONCE)));
        tell("requests", keepFacts, inSteps(() -> requests.eraseBefore(facts, AT_ONCE)));
        tell("judgements", keepFacts, inSteps(() -> judgements.eraseBefore(facts, AT_ONCE)));
        tell("probes", keepFacts, inSteps(() -> probes.eraseBefore(facts, AT_ONCE)));
        tell("transitions", keepFacts, inSteps(() -> transitions.eraseBefore(facts, AT_ONCE)));
        Duration keepWindows = KEEP_WINDOWS.compareTo(keepFacts) < 0 ? KEEP_WINDOWS : keepFacts;
        inSteps(() -> windows.eraseBefore(now.minus(keepWindows), AT_ONCE));
    }

    private static void tell(String what, Duration keep, long erased) {
        if (erased > 0) {
            LOG.info("{} {} older than {} erased", erased, what, keep);
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
