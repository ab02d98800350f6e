package io.downclimb.activities.provider;

import io.downclimb.workflows.activity.ErrorClass;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/**
 * Names what went wrong before any header came. All of it is CONNECT, except for an answer that is not HTTP, which is
 * MALFORMED: somebody was there. A connection that was closed in order is told apart from one that was reset: the first is how a kept
 * connection ends that the other side had given up.
 */
final class Disconnection {
    private static final int DEEPEST = 16;

    private Disconnection() {}

    static CallReport.Failed of(Throwable failure) {
        String detail = "reset";
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++, cause = cause.getCause()) {
            switch (cause) {
                case UnknownHostException unknown -> detail = "dns";
                case UnresolvedAddressException unknown -> detail = "dns";
                case SSLException untrusted -> detail = "tls";
                case ProtocolException foreign -> {
                    return new CallReport.Failed(ErrorClass.MALFORMED, null, null, "not-http", null);
                }
                case ConnectException refused -> detail = "refused";
                case EOFException hungUp -> detail = "closed";
                default -> {}
            }
        }
        return new CallReport.Failed(ErrorClass.CONNECT, null, null, detail, null);
    }
}
