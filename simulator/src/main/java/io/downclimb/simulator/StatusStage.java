package io.downclimb.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Serves status pages:
 *
 * <pre>
 * GET /status/{page}/api/v2/summary.json      Statuspage
 * GET /status/{page}/api/v2/components.json   incident.io, with incidents.json beside it
 * GET /status/{page}/incidents.json           Google Cloud
 * </pre>
 */
final class StatusStage {
    private static final String JSON = "application/json; charset=utf-8";
    private static final byte[] FILLING = " ".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);

    private final StatusPages pages;

    StatusStage(StatusPages pages) {
        this.pages = pages;
    }

    /** Whether this is a status page's address, rather than one of a provider that happens to be called so. */
    static boolean isAsked(Request request) {
        return request.method().equals("GET")
                && request.path().size() >= 3
                && request.path().getFirst().equals("status")
                && !request.path().get(1).equals("v1");
    }

    void answer(Request request, Wire wire) {
        String page = request.path().get(1);
        List<String> file = request.path().subList(2, request.path().size());
        StatusPages.View view = pages.view(page);
        JsonNode body = switch (String.join("/", file)) {
            case "api/v2/summary.json" -> StatusBodies.summary(page, view);
            case "api/v2/components.json" -> StatusBodies.components(page, view);
            case "api/v2/incidents.json" -> StatusBodies.incidents(page, view);
            case "incidents.json" -> StatusBodies.google(view);
            default -> null;
        };
        if (body == null) {
            wire.respond(404, Map.of("content-type", "text/plain"), Text.bytes("no such page"));
            return;
        }
        boolean beside = String.join("/", file).equals("api/v2/incidents.json");
        if (!beside) {
            pages.asked(page);
        }
        if (view.fault() != null) {
            misbehave(view.fault(), request, wire, Text.bytes(body));
            return;
        }
        Map<String, String> headers = headers(view, Text.bytes(body));
        if (isKnown(request, headers)) {
            if (!beside) {
                pages.answeredNotModified(page);
            }
            wire.respond(304, headers, new byte[0]);
            return;
        }
        wire.respond(200, headers, Text.bytes(body));
    }

    private static Map<String, String> headers(StatusPages.View view, byte[] body) {
        Map<String, String> headers = new HashMap<>(Map.of("content-type", JSON));
        switch (view.versions()) {
            case ETAG -> {
                CRC32 checksum = new CRC32();
                checksum.update(body);
                headers.put("etag", "W/\"%08x\"".formatted(checksum.getValue()));
            }
            case LAST_MODIFIED ->
                headers.put(
                        "last-modified",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                view.changedAt().atOffset(ZoneOffset.UTC)));
            case NONE -> {}
        }
        return headers;
    }

    private static boolean isKnown(Request request, Map<String, String> headers) {
        return isSame(headers.get("etag"), request.header("if-none-match"))
                || isSame(headers.get("last-modified"), request.header("if-modified-since"));
    }

    private static boolean isSame(@Nullable String version, @Nullable String known) {
        return version != null && version.equals(known);
    }

    private static void misbehave(StatusFault fault, Request request, Wire wire, byte[] body) {
        switch (fault) {
            case StatusFault.Garbage _ ->
                wire.respond(200, Map.of("content-type", JSON), Text.bytes("<html>Just a moment...</html>"));
            case StatusFault.Status status -> wire.respond(status.status(), retryAfter(status), new byte[0]);
            case StatusFault.Silent _ -> wire.hold();
            case StatusFault.Stall _ -> {
                wire.begin(Map.of("content-type", JSON), body.length);
                wire.send(Arrays.copyOf(body, body.length / 2));
                wire.hold();
            }
            case StatusFault.Huge _ -> {
                wire.begin(Map.of("content-type", JSON));
                while (true) {
                    wire.send(FILLING);
                }
            }
            case StatusFault.Redirect redirect -> {
                String location = redirect.location();
                String itself = "/" + String.join("/", request.path());
                wire.respond(302, Map.of("location", location == null ? itself : location), new byte[0]);
            }
        }
    }

    private static Map<String, String> retryAfter(StatusFault.Status status) {
        Integer seconds = status.retryAfter();
        return seconds == null ? Map.of() : Map.of("retry-after", seconds.toString());
    }
}
