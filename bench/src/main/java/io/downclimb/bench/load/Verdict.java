package io.downclimb.bench.load;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides from status, header and body what became of a request. No answer goes unread. */
final class Verdict {
    private Verdict() {}

    static Outcome of(Target target, int status, @Nullable String retryAfter, String body) {
        if (status == 429 || status == 503) {
            return new Outcome.Refused(status, seconds(retryAfter));
        }
        if (status != 200) {
            return new Outcome.Failed("status " + status);
        }
        for (Map.Entry<String, String> text : target.texts().entrySet()) {
            if (body.contains(text.getValue())) {
                return new Outcome.Answered(text.getKey());
            }
        }
        return new Outcome.Failed("status 200 with other words");
    }

    private static int seconds(@Nullable String retryAfter) {
        return retryAfter != null && retryAfter.matches("[0-9]{1,6}") ? Integer.parseInt(retryAfter) : -1;
    }
}
