package io.downclimb.workflows.breaker;

import io.downclimb.workflows.breaker.OutcomeReport.Candidate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests that were kept from a circuit and may be copied for a probe: the newest 8, for 10 minutes. */
final class Candidates {
    private static final int KEPT = 8;
    private static final long KEPT_MS = 600_000;

    private final List<Candidate> newestFirst;

    Candidates(Collection<Candidate> newestFirst) {
        this.newestFirst = new ArrayList<>(newestFirst);
    }

    void add(Candidate candidate) {
        newestFirst.removeIf(known -> known.requestId().equals(candidate.requestId()));
        newestFirst.add(candidate);
        newestFirst.sort(Comparator.comparingLong(Candidate::at).reversed());
        if (newestFirst.size() > KEPT) {
            newestFirst.removeLast();
        }
    }

    void forget(long now) {
        newestFirst.removeIf(candidate -> candidate.at() <= now - KEPT_MS);
    }

    void drop(String requestId) {
        newestFirst.removeIf(candidate -> candidate.requestId().equals(requestId));
    }

    boolean isEmpty() {
        return newestFirst.isEmpty();
    }

    /** The newest that was not used yet; if all were, they are used again in turn. Null where there are none. */
    @Nullable
    Candidate choose(List<String> used) {
        if (newestFirst.isEmpty()) {
            return null;
        }
        return newestFirst.stream()
                .filter(candidate -> !used.contains(candidate.requestId()))
                .findFirst()
                .orElseGet(() -> newestFirst.get(used.size() % newestFirst.size()));
    }

    List<Candidate> all() {
        return List.copyOf(newestFirst);
    }
}
