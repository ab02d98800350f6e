package io.downclimb.activities.status;

import io.downclimb.db.StatusPageRepository;
import io.downclimb.db.StatusPageRow;
import io.downclimb.workflows.activity.PollOrder;
import io.downclimb.workflows.activity.PollResult;
import io.downclimb.workflows.activity.StatusPolls;
import io.downclimb.workflows.activity.TellOrder;
import io.downclimb.workflows.status.PollMemory;
import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusNews;
import io.downclimb.workflows.status.StatusPage;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks status pages, keeps what they say in Postgres, and tells the breakers. */
@Singleton
public final class StatusActivities implements StatusPolls {
    private static final Logger LOG = LoggerFactory.getLogger(StatusActivities.class);

    private final PageReader reader;
    private final StatusPageRepository pages;
    private final StatusListener listener;
    private final StatusPlan plan;
    private final Clock clock = Clock.systemUTC();

    StatusActivities(PageReader reader, StatusPageRepository pages, StatusListener listener, StatusPlan plan) {
        this.reader = reader;
        this.pages = pages;
        this.listener = listener;
        this.plan = plan;
    }

    @Override
    public PollResult poll(PollOrder order) {
        StatusPage page = order.page();
        Optional<StatusPageRow> row = pages.find(page.name());
        StatusDocument known =
                row.map(StatusPageRow::document).map(StatusDocument::parse).orElseGet(StatusDocument::empty);
        Polled polled = reader.poll(order, known, clock.millis());
        long now = clock.millis();
        PollMemory memory = after(order, polled, now);
        StatusDocument document = switch (polled) {
            case Polled.Answered answered -> answered.document();
            case Polled.Unanswered unanswered -> known.failed(page, unanswered.why());
        };
        keep(page, memory, document, row, now);
        long retryAfterMs = polled instanceof Polled.Unanswered unanswered ? unanswered.retryAfterMs() : 0;
        return new PollResult(memory, retryAfterMs, wants(page.name()));
    }

    private static PollMemory after(PollOrder order, Polled polled, long now) {
        return switch (polled) {
            case Polled.Unanswered unanswered -> order.memory().failed(unanswered.refused(), now);
            case Polled.Answered answered -> {
                StatusReading reading = answered.document().reading();
                Map<String, StatusNews> news = new HashMap<>();
                order.page().components().forEach((provider, ids) -> news.put(provider, reading.news(ids, now)));
                String hash = String.valueOf(answered.document().hash());
                yield order.memory().read(answered.url(), answered.validators(), hash, news, now);
            }
        };
    }

    private boolean wants(String page) {
        return plan.byProvider().values().stream()
                .anyMatch(source -> source.page().equals(page));
    }

    @Override
    public void tell(TellOrder order) {
        order.news().forEach(listener::hear);
        long now = clock.millis();
        Optional<StatusPageRow> row = pages.find(order.page().name());
        StatusLevel level = level(order.page(), order.memory(), now).level();
        if (row.isPresent() && !row.get().level().equals(level.name())) {
            keep(order.page(), order.memory(), StatusDocument.parse(row.get().document()), row, now);
        }
    }

    @Override
    public void forget(String page) {
        pages.forget(page);
        LOG.info("status page {} is asked no more: no provider names it", page);
    }

    private void keep(
            StatusPage page, PollMemory memory, StatusDocument document, Optional<StatusPageRow> before, long now) {
        StatusNews news = level(page, memory, now);
        String level = news.level().name();
        PollMemory.Origin origin = memory.origin();
        boolean asBefore = before.isPresent() && before.get().level().equals(level);
        if (!asBefore) {
            LOG.info("status page {} says {}", page.name(), level);
        }
        pages.keep(new StatusPageRow(
                page.name(),
                page.kind().name(),
                String.valueOf(origin == null ? page.urls().getFirst() : origin.url()),
                level,
                document.tellingOf(page, memory, now).json(),
                asBefore ? before.get().since() : Instant.ofEpochMilli(news.since()),
                memory.readAt() == 0 ? null : Instant.ofEpochMilli(memory.readAt()),
                Instant.ofEpochMilli(memory.askedAt()),
                memory.failures()));
    }

    /** The page as a whole: the worst of what it comes to for its providers. */
    private static StatusNews level(StatusPage page, PollMemory memory, long now) {
        return StatusNews.worst(page.components().keySet().stream()
                .map(provider -> memory.news(provider, now))
                .toList());
    }
}
