package io.downclimb.api.breaker;

import io.downclimb.workflows.breaker.BreakerView;
import io.downclimb.workflows.breaker.OperatorAction;

/** Where an operator's word goes. */
public interface Operators {
    /**
     * Does what the operator wants, and returns the breaker as it is then, written down.
     *
     * @throws ActionRefusedException where the breaker says that this cannot be done
     * @throws io.downclimb.api.request.Refusal.RefusedException where the engine does not answer
     */
    BreakerView operate(String provider, OperatorAction action);

    /** The breaker said no; the message is its own. */
    final class ActionRefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public ActionRefusedException(String message) {
            super(message);
        }

        public String reason() {
            return String.valueOf(getMessage());
        }
    }
}
