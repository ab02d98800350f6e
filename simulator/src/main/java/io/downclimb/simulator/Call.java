package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call the simulator was asked, recorded on arrival and before anything goes wrong with it.
 *
 * @param id counts all calls of this simulator from 1
 * @param model empty if the body names none
 * @param callerRequest the part before the last slash of {@code x-client-request-id}; null without that header
 * @param attempt the number after the slash; 0 without one
 * @param arrivedAtMillis ms since the epoch
 * @param body the request's JSON; a missing node if it is none
 * @param headers by lower-case name
 * @param ended whether the simulator has done all it meant to do, which may have been to cut the connection
 * @param clientGone whether the client hung up before that
 */
public record Call(
        long id,
        String provider,
        String model,
        @Nullable String callerRequest,
        int attempt,
        long arrivedAtMillis,
        boolean stream,
        JsonNode body,
        Map<String, String> headers,
        boolean ended,
        boolean clientGone) {
    public Call {
        headers = Map.copyOf(headers);
    }

    Call with(boolean nowEnded, boolean nowGone) {
        return new Call(
                id, provider, model, callerRequest, attempt, arrivedAtMillis, stream, body, headers, nowEnded, nowGone);
    }
}
