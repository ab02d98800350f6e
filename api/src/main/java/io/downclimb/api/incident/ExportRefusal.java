package io.downclimb.api.incident;

import java.util.List;
import java.util.UUID;

/** Why nothing was exported. */
public sealed interface ExportRefusal {
    /** The configuration allows no contents in files. */
    record ContentsNotAllowed() implements ExportRefusal {}

    /**
     * No policy was ever of this route.
     *
     * @param known the routes there are
     */
    record UnknownRoute(String route, List<String> known) implements ExportRefusal {
        public UnknownRoute {
            known = List.copyOf(known);
        }
    }

    /**
     * No policy ever named this provider.
     *
     * @param known the providers there are
     */
    record UnknownProvider(String provider, List<String> known) implements ExportRefusal {
        public UnknownProvider {
            known = List.copyOf(known);
        }
    }

    /**
     * The span has no moment.
     *
     * @param from in ms since 1970
     * @param until in ms since 1970
     */
    record EmptySpan(long from, long until) implements ExportRefusal {}

    /** There is no request of this id. */
    record UnknownRequest(UUID id) implements ExportRefusal {}

    /**
     * As many exports are under way as may be.
     *
     * @param most at once
     */
    record Busy(int most) implements ExportRefusal {}

    /** Postgres does not answer. */
    record Unavailable() implements ExportRefusal {}

    /** Thrown where nothing can be exported. */
    final class ExportRefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient ExportRefusal refusal;

        ExportRefusedException(ExportRefusal refusal) {
            super(refusal.toString());
            this.refusal = refusal;
        }

        ExportRefusedException(ExportRefusal refusal, Throwable cause) {
            super(refusal.toString(), cause);
            this.refusal = refusal;
        }

        public ExportRefusal refusal() {
            return refusal;
        }
    }
}
