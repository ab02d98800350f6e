package io.downclimb.activities.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.downclimb.db.AnswerRow;
import io.downclimb.db.RequestRow;
import org.jspecify.annotations.Nullable;

/** Told once, on one node, when a request's conclusion has been committed. Must not throw, and must be quick. */
public interface ConclusionListener {
    /**
     * A conclusion stands.
     *
     * @param content the answer's content in the chat form, not to be changed; null where there is none, or it has to be read
     */
    void concluded(RequestRow request, AnswerRow answer, @Nullable ObjectNode content);
}
