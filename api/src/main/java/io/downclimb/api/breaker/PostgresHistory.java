package io.downclimb.api.breaker;

import io.downclimb.api.request.Dependencies;
import io.downclimb.db.BreakerTransitionRepository;
import io.downclimb.db.BreakerTransitionRow;
import io.downclimb.db.BreakerWindowRepository;
import io.downclimb.db.BreakerWindowRow;
import io.downclimb.db.ProbeRepository;
import io.downclimb.db.ProbeRow;
import io.downclimb.db.StatusPageRepository;
import io.downclimb.db.StatusPageRow;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads Postgres, and gives up in time where it does not answer. */
@Singleton
class PostgresHistory implements BreakerHistory {
    private final Dependencies dependencies;
    private final BreakerWindowRepository windows;
    private final BreakerTransitionRepository transitions;
    private final ProbeRepository probes;
    private final StatusPageRepository pages;

    PostgresHistory(
            Dependencies dependencies,
            BreakerWindowRepository windows,
            BreakerTransitionRepository transitions,
            ProbeRepository probes,
            StatusPageRepository pages) {
        this.dependencies = dependencies;
        this.windows = windows;
        this.transitions = transitions;
        this.probes = probes;
        this.pages = pages;
    }

    @Override
    public List<BreakerWindowRow> windows(String provider, @Nullable String circuit, Instant since, int most) {
        return dependencies.withPostgres(() -> windows.since(provider, circuit, since, most));
    }

    @Override
    public List<BreakerTransitionRow> transitions(String provider, @Nullable String circuit, int most) {
        return dependencies.withPostgres(() -> transitions.newest(provider, circuit, most));
    }

    @Override
    public List<ProbeRow> probes(String provider, @Nullable String circuit, int most) {
        return dependencies.withPostgres(() -> probes.newest(provider, circuit, most));
    }

    @Override
    public List<StatusPageRow> statusPages() {
        return dependencies.withPostgres(pages::findAll);
    }
}
