package io.downclimb.api.request;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names what went wrong by classes and places alone: messages of drivers and parsers may quote contents. */
public final class Causes {
    private static final Set<Status.Code> AWAY =
            EnumSet.of(Status.Code.UNAVAILABLE, Status.Code.DEADLINE_EXCEEDED, Status.Code.RESOURCE_EXHAUSTED);
    /** Connection exception, insufficient resources, operator intervention, system error. */
    private static final Set<String> SQL_AWAY = Set.of("08", "53", "57", "58");

    private Causes() {}

    public static String of(@Nullable Throwable failure) {
        StringBuilder names = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            names.append(names.isEmpty() ? "" : " < ").append(cause.getClass().getSimpleName());
            if (cause.getStackTrace().length > 0) {
                names.append(" at ").append(cause.getStackTrace()[0]);
            }
        }
        return names.toString();
    }

    /** Whether a dependency is away or overloaded, rather than the call being wrong. */
    static boolean tellOfAnOutage(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException status) {
                return AWAY.contains(status.getStatus().getCode());
            }
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                return state == null || SQL_AWAY.contains(state.substring(0, Math.min(2, state.length())));
            }
        }
        return false;
    }
}
