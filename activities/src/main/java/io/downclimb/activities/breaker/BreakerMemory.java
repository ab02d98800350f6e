package io.downclimb.activities.breaker;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.downclimb.activities.provider.Providers;
import io.downclimb.db.BreakerRepository;
import io.downclimb.db.BreakerRow;
import io.downclimb.db.BreakerTransitionRow;
import io.downclimb.db.BreakerWindowRow;
import io.downclimb.workflows.activity.Breakers;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerState;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.Decided;
import io.downclimb.workflows.breaker.Kept;
import io.downclimb.workflows.breaker.Transition;
import io.downclimb.workflows.status.StatusNews;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What breakers know, in Postgres. The nodes' {@link BreakerViews} are filled from here. */
@Singleton
public class BreakerMemory implements Breakers {
    private static final Logger LOG = LoggerFactory.getLogger(BreakerMemory.class);

    private final BreakerRepository breakers;
    private final BreakerViews views;
    private final BreakerPlan plan;
    private final Providers providers;
    /** So that another format is told once, and not with each look. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    BreakerMemory(BreakerRepository breakers, BreakerViews views, BreakerPlan plan, Providers providers) {
        this.providers = providers;
        this.breakers = breakers;
        this.views = views;
        this.plan = plan;
    }

    @Override
    public @Nullable BreakerState recallBreaker(String provider) {
        return breakers.find(provider).map(this::state).orElse(null);
    }

    /** A state of another format is forgotten, but for its version: nodes would not follow a breaker that begins to count again. */
    private BreakerState state(BreakerRow row) {
        BreakerState state = read(row.state(), BreakerState.class, "the breaker of " + row.provider() + " starts anew");
        return state != null
                ? state
                : new BreakerState(
                        row.provider(),
                        row.version(),
                        BreakerSettings.DEFAULT,
                        List.of(),
                        Map.of(),
                        Map.of(),
                        StatusNews.UNKNOWN,
                        Map.of(),
                        row.version());
    }

    @Override
    public Kept keepBreaker(Decided decided) {
        BreakerView view = decided.view();
        String provider = view.provider();
        BreakerRow row = new BreakerRow(
                provider,
                view.version(),
                BreakerJson.write(decided.state()),
                BreakerJson.write(view),
                Instant.ofEpochMilli(view.at()));
        List<BreakerTransitionRow> transitions = decided.transitions().stream()
                .map(transition -> row(provider, transition))
                .toList();
        if (breakers.keep(row, transitions, windows(provider, decided.buckets()))) {
            follow(view);
            decided.transitions().forEach(transition -> TransitionLog.tell(provider, transition));
        }
        return new Kept(decided.transitions());
    }

    /** Reads what is known of a provider for this node. */
    public void refresh(String provider) {
        breakers.findView(provider).ifPresent(this::accept);
    }

    /** Reads what is known of all providers for this node. */
    public void refresh() {
        breakers.findViews().forEach(this::accept);
    }

    private void accept(String json) {
        BreakerView view = read(json, BreakerView.class, "this node goes by the one it had before");
        if (view != null) {
            follow(view);
        }
    }

    /** A provider that this node has and leaves unwatched may have been watched before: what is left of that must hold nothing back. */
    private void follow(BreakerView view) {
        boolean unwatched = providers.find(view.provider()) != null && !plan.watches(view.provider());
        if (!unwatched) {
            views.accept(view);
        }
    }

    private <T> @Nullable T read(String json, Class<T> type, String consequence) {
        try {
            return BreakerJson.read(json, type);
        } catch (JsonProcessingException e) {
            if (told.add(type + e.getOriginalMessage())) {
                LOG.warn("a {} cannot be read, so {}: {}", type.getSimpleName(), consequence, e.getOriginalMessage());
            }
            return null;
        }
    }

    private static BreakerTransitionRow row(String provider, Transition transition) {
        return new BreakerTransitionRow(
                provider,
                transition.circuit().text(),
                transition.generation(),
                Instant.ofEpochMilli(transition.at()),
                transition.from().name(),
                transition.to().name(),
                transition.reason() == null ? null : transition.reason().name(),
                transition.cause(),
                BreakerJson.write(transition.numbers()),
                transition.author(),
                transition.note());
    }

    /** Of two totals of one bucket the later one counts. */
    private static List<BreakerWindowRow> windows(String provider, List<Decided.Bucket> buckets) {
        Map<String, BreakerWindowRow> rows = new LinkedHashMap<>();
        for (Decided.Bucket bucket : buckets) {
            rows.put(bucket.from() + " " + bucket.circuit().text(), row(provider, bucket));
        }
        return List.copyOf(rows.values());
    }

    private static BreakerWindowRow row(String provider, Decided.Bucket bucket) {
        return new BreakerWindowRow(
                provider,
                bucket.circuit().text(),
                Instant.ofEpochMilli(bucket.from()),
                count(bucket, "good"),
                count(bucket, "bad"),
                count(bucket, "minor"),
                count(bucket, "pending"),
                count(bucket, "slow"),
                count(bucket, "timed"),
                count(bucket, "rate-limited"),
                count(bucket, "invalid"),
                count(bucket, "scores"),
                bucket.scoreSum());
    }

    private static long count(Decided.Bucket bucket, String name) {
        return bucket.counts().getOrDefault(name, 0L);
    }
}
