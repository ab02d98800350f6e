package io.downclimb.api.request;

/** A submission that was not accepted: nothing is stored, nothing is paid for. */
public sealed interface Refusal {
    String message();

    /** No such route; the message lists those there are. */
    record UnknownRoute(String route, String message) implements Refusal {}

    /** The deadline is negative, absurd, or longer than the route's. */
    record BadDeadline(String message) implements Refusal {}

    /** The same idempotency key came with another body. */
    record KeyReused(String message) implements Refusal {}

    /** Postgres or Temporal does not answer: try again. */
    record Unavailable(String dependency, String message) implements Refusal {}

    /**
     * The node has more to do than it can.
     *
     * @param retryAfterSeconds when it may be otherwise, at least 1
     */
    record Overloaded(int retryAfterSeconds, String message) implements Refusal {
        /** A refusal in the words that every caller gets. */
        static Overloaded retryAfter(int seconds) {
            return new Overloaded(
                    seconds,
                    "This node has more requests than it can answer in time. Nothing was accepted: try again after "
                            + seconds + " s.");
        }
    }

    /** Thrown where a submission is refused. */
    final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Refusal refusal;

        public RefusedException(Refusal refusal) {
            super(refusal.message());
            this.refusal = refusal;
        }

        /** Where it was thrown tells nothing, and under too much load filling that in is a good part of what a refusal costs. */
        @Override
        public Throwable fillInStackTrace() {
            return this;
        }

        public Refusal refusal() {
            return refusal;
        }
    }
}
