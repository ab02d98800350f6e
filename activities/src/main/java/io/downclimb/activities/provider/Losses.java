package io.downclimb.activities.provider;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is lost in a translation: parameters that are dropped, and the first thing without which it would be another question. */
final class Losses {
    private final Set<String> dropped = new LinkedHashSet<>();
    private @Nullable String foreign;

    /** Something that only tunes. */
    void drop(String name) {
        dropped.add(name);
    }

    /** Something that the question cannot do without, in words of our own. */
    void foreign(String what) {
        if (foreign == null) {
            foreign = what;
        }
    }

    List<String> dropped() {
        return new ArrayList<>(dropped);
    }

    @Nullable
    String foreign() {
        return foreign;
    }
}
