package io.downclimb.activities.request;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The callers of this node who read along. */
@Singleton
public class LiveCallers {
    private final Map<String, LiveCaller> callers = new ConcurrentHashMap<>();

    public void enter(String requestId, LiveCaller caller) {
        callers.put(requestId, caller);
    }

    public void leave(String requestId, LiveCaller caller) {
        callers.remove(requestId, caller);
    }

    /** Who reads this request's answer along; null where nobody does, here. */
    @Nullable
    LiveCaller of(String requestId) {
        return callers.get(requestId);
    }
}
