package io.downclimb.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the code asked for.
 *
 * @param name of an activity; of all else, of its kind
 * @param with an activity's argument, a wait's duration, a result
 */
record Asked(Kind kind, String name, @Nullable Object with) {
    JsonNode value() {
        if (with instanceof Duration wait) {
            return Values.ofWait(wait.toMillis());
        }
        return kind == Kind.LABELS && with instanceof Map<?, ?> labels ? Values.ofLabels(labels) : Values.of(with);
    }

    String words() {
        return kind == Kind.WAIT ? "a wait of " + value() + " ms" : kind.words(name);
    }
}
