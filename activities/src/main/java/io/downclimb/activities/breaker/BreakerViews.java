package io.downclimb.activities.breaker;

import io.downclimb.workflows.breaker.BreakerView;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The breakers as this node knows them. Reading costs nothing; news come from Postgres. */
@Singleton
public class BreakerViews {
    private final Map<String, BreakerView> views = new ConcurrentHashMap<>();

    /** The newest view; of a provider that nobody has written about, one in which everything is closed. */
    public BreakerView of(String provider) {
        BreakerView view = views.get(provider);
        return view == null ? BreakerView.unknown(provider) : view;
    }

    /** All that this node knows of, by provider. */
    public Map<String, BreakerView> all() {
        return Map.copyOf(views);
    }

    /** Takes a view that is newer than the one it has; an older one is passed over. */
    public void accept(BreakerView news) {
        views.merge(news.provider(), news, (old, fresh) -> fresh.isNewerThan(old) ? fresh : old);
    }
}
