package io.downclimb.activities.request;

import io.downclimb.db.AnswerRow;
import io.downclimb.db.RequestRow;

/** Told once, on one node, when a request's conclusion has been committed. Must not throw, and must be quick. */
public interface ConclusionListener {
    void concluded(RequestRow request, AnswerRow answer);
}
