package io.downclimb.simulator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** What the voices need to answer one request: the wire, the format, the question and the headers to send. */
record Scene(Wire wire, Dialect dialect, Ask ask, String requestId) {

    static Scene of(Wire wire, Dialect dialect, Ask ask) {
        String id = UUID.randomUUID().toString().replace("-", "").substring(0, 24);
        return new Scene(wire, dialect, ask, "req_" + id);
    }

    Map<String, String> headers(String contentType) {
        Map<String, String> headers = new LinkedHashMap<>(dialect.headers(requestId));
        headers.put("content-type", contentType);
        return headers;
    }

    Map<String, String> headers() {
        return headers(ask.stream() ? dialect.streamType() : "application/json");
    }

    Dialect.Reply reply(Answer answer) {
        return new Dialect.Reply(requestId.substring("req_".length()), System.currentTimeMillis() / 1000, ask, answer);
    }

    Voice voice() {
        return ask.stream() ? new StreamedVoice(this) : new WholeVoice(this);
    }

    /** The format's error response. */
    void error(Fault.Status error) {
        String blocked = dialect.blocked(error, reply(Answer.empty()));
        if (blocked != null) {
            wire.respond(200, headers(), Text.bytes(blocked));
            return;
        }
        Map<String, String> headers = headers("application/json");
        headers.putAll(dialect.headers(error));
        if (error.retryAfter() != null && !dialect.hintsInBody()) {
            headers.put("retry-after", error.retryAfter());
        }
        if (error.headers() != null) {
            headers.putAll(error.headers());
        }
        wire.respond(dialect.status(error), headers, Text.bytes(dialect.error(error, ask, requestId)));
    }
}
