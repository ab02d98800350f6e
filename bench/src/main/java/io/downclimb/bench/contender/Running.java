package io.downclimb.bench.contender;

import io.downclimb.bench.load.Target;
import io.downclimb.bench.process.Child;
import io.downclimb.bench.process.ProcessGroup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A contender that has been started. Closing it ends its process, then its store.
 *
 * @param service null for the mock, which is in this process
 * @param store null for those who keep nothing
 * @param startedNanos when the service's process was started, on the clock of {@link System#nanoTime()}
 */
public record Running(
        Target target, @Nullable Child service, @Nullable Store store, long startedNanos) implements AutoCloseable {
    /** The same, all of whose requests ask the same question, or each its own. */
    Running asked(boolean theSame) {
        return new Running(target.asked(theSame), service, store, startedNanos);
    }

    /** The processes to measure. */
    public List<ProcessGroup> groups() {
        List<ProcessGroup> groups = new ArrayList<>();
        if (service != null) {
            groups.add(ProcessGroup.tree("service", service.pid()));
        }
        if (store != null) {
            groups.addAll(store.groups());
        }
        return groups;
    }

    /** How long the store took to start, in seconds; 0 without one. */
    public double storeSeconds() {
        return store == null ? 0 : store.startSeconds();
    }

    /** Fails if the process has ended by itself. */
    public void expectAlive() {
        if (service != null) {
            service.expectAlive();
        }
    }

    @Override
    public void close() {
        try {
            if (service != null) {
                service.close();
            }
        } finally {
            if (store != null) {
                store.close();
            }
        }
    }
}
