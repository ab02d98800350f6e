package io.downclimb.api.breaker;

import io.downclimb.activities.breaker.BreakerPlan;
import io.downclimb.activities.breaker.Tally;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.OutcomeReport;
import io.downclimb.workflows.tally.ReportSchedule;
import io.micronaut.context.event.StartupEvent;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the breakers what this node has seen. Its cost grows with nodes and providers, not with requests:
 *
 * <ol>
 *   <li>What may decide something goes out at once, if the last report is a second old; else when it is.
 *   <li>Successes alone wait for ten seconds.
 *   <li>A report that could not be handed over is tried again under its number, so that it is heard once; after half a minute it is no
 *       news any more.
 * </ol>
 */
@Singleton
public class BreakerReporter {
    private static final Logger LOG = LoggerFactory.getLogger(BreakerReporter.class);
    /** How often calls under way are looked at, in ms. */
    private static final long LOOK_MS = 1_000;

    private static final long STALE_MS = 30_000;

    private final Tally tally;
    private final BreakerEngine engine;
    private final BreakerPlan plan;
    private final String node = UUID.randomUUID().toString();
    private final Map<String, Line> lines = new HashMap<>();
    private final Semaphore bell = new Semaphore(0);
    private final LongAdder reports = new LongAdder();
    private volatile boolean stopping;

    BreakerReporter(Tally tally, BreakerEngine engine, BreakerPlan plan) {
        this.tally = tally;
        this.engine = engine;
        this.plan = plan;
    }

    /** How many reports this node has handed over. */
    public long reports() {
        return reports.sum();
    }

    @EventListener
    void start(StartupEvent started) {
        tally.onUrgent(bell::release);
        Thread.ofVirtual().name("breaker-reporter").start(this::run);
    }

    @PreDestroy
    void stop() {
        stopping = true;
        bell.release();
    }

    private void run() {
        plan.byProvider().keySet().forEach(provider -> lines.put(provider, new Line()));
        while (!stopping) {
            try {
                if (bell.tryAcquire(pauseMs(), TimeUnit.MILLISECONDS)) {
                    bell.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
            lines.forEach(this::seeTo);
        }
    }

    /** Calls under way are looked at each second; a report that is due sooner is not made to wait. */
    private long pauseMs() {
        long now = now();
        return lines.entrySet().stream()
                .filter(line -> tally.isUrgent(line.getKey()))
                .mapToLong(line -> line.getValue().schedule.left(true, now))
                .map(wait -> Math.clamp(wait, 1, LOOK_MS))
                .min()
                .orElse(LOOK_MS);
    }

    private void seeTo(String provider, Line line) {
        try {
            BreakerSettings settings = plan.byProvider().get(provider);
            if (!line.started && settings != null) {
                engine.configure(provider, settings);
                line.started = true;
            }
            tally.look(provider);
            OutcomeReport report = due(provider, line);
            if (report == null) {
                return;
            }
            if (engine.report(provider, report)) {
                line.unsent = null;
                reports.increment();
            } else {
                line.started = false;
            }
            line.quiet = false;
        } catch (RuntimeException e) {
            if (!line.quiet) {
                LOG.warn(
                        "breaker of {} not told yet: {}", provider, e.getClass().getSimpleName());
            }
            line.quiet = true;
        }
    }

    private @Nullable OutcomeReport due(String provider, Line line) {
        long now = now();
        OutcomeReport unsent = line.unsent;
        if (unsent != null && now - unsent.at() < STALE_MS) {
            return line.schedule.due(true, now) ? line.sent(unsent, now) : null;
        }
        line.unsent = null;
        boolean due = line.schedule.due(tally.isUrgent(provider), now);
        OutcomeReport report = due ? tally.take(provider, node, line.sequence + 1) : null;
        return report == null ? null : line.sent(report, now);
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    /** Where this node is with one provider. Used by the reporter's thread alone. */
    private static final class Line {
        private final ReportSchedule schedule = new ReportSchedule();
        private boolean started;
        private boolean quiet;
        private long sequence;
        private @Nullable OutcomeReport unsent;

        OutcomeReport sent(OutcomeReport report, long now) {
            sequence = report.sequence();
            unsent = report;
            schedule.reported(now);
            return report;
        }
    }
}
