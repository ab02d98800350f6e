package io.downclimb.api.http;

import io.downclimb.activities.breaker.BreakerPlan;
import io.downclimb.activities.status.StatusPlan;
import io.downclimb.api.breaker.BreakerHistory;
import io.downclimb.api.breaker.Operators;
import io.downclimb.db.BreakerTransitionRow;
import io.downclimb.db.BreakerWindowRow;
import io.downclimb.db.ProbeRow;
import io.downclimb.db.StatusPageRow;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.OperatorAction;
import io.downclimb.workflows.status.StatusSource;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Breakers that stand as a test has put them, and that remember what an operator wanted. */
final class FakeBreakers implements BreakerHistory, Operators {
    static final BreakerPlan PLAN =
            new BreakerPlan(Map.of("claude", BreakerSettings.DEFAULT, "openai", BreakerSettings.DEFAULT));
    static final StatusSource PAGE = new StatusSource(
            StatusSource.Kind.STATUSPAGE,
            List.of(
                    URI.create("https://status.example:8443/api/v2/summary.json"),
                    URI.create("https://other.example/")),
            List.of("api"));
    static final StatusPlan PAGES = new StatusPlan(Map.of("claude", PAGE, "openai", PAGE));

    final List<BreakerWindowRow> windows = new CopyOnWriteArrayList<>();
    final List<BreakerTransitionRow> transitions = new CopyOnWriteArrayList<>();
    final List<ProbeRow> probes = new CopyOnWriteArrayList<>();
    final List<StatusPageRow> pages = new CopyOnWriteArrayList<>();
    final List<OperatorAction> actions = new CopyOnWriteArrayList<>();
    final AtomicReference<@Nullable RuntimeException> refusal = new AtomicReference<>();
    final AtomicReference<@Nullable BreakerView> after = new AtomicReference<>();

    void reset() {
        Stream.of(windows, transitions, probes, pages, actions).forEach(List::clear);
        refusal.set(null);
        after.set(null);
    }

    @Override
    public List<BreakerWindowRow> windows(String provider, @Nullable String circuit, Instant since, int most) {
        return windows.stream()
                .filter(row -> row.provider().equals(provider) && (circuit == null || circuit.equals(row.circuit())))
                .filter(row -> !row.bucket().isBefore(since))
                .limit(most)
                .toList();
    }

    @Override
    public List<BreakerTransitionRow> transitions(String provider, @Nullable String circuit, int most) {
        return transitions.stream()
                .filter(row -> row.provider().equals(provider) && (circuit == null || circuit.equals(row.circuit())))
                .limit(most)
                .toList();
    }

    @Override
    public List<ProbeRow> probes(String provider, @Nullable String circuit, int most) {
        return probes.stream()
                .filter(row -> row.provider().equals(provider) && (circuit == null || circuit.equals(row.circuit())))
                .limit(most)
                .toList();
    }

    @Override
    public List<StatusPageRow> statusPages() {
        return pages;
    }

    @Override
    public BreakerView operate(String provider, OperatorAction action) {
        actions.add(action);
        @Nullable RuntimeException refused = refusal.get();
        if (refused != null) {
            throw refused;
        }
        @Nullable BreakerView view = after.get();
        return view == null ? BreakerView.unknown(provider) : view;
    }
}
