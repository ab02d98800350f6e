package io.downclimb.api.http;

import io.downclimb.api.http.Problem.ProblemException;
import io.downclimb.api.incident.ExportOrder;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads which incident is asked for. */
final class IncidentQuestion {
    private static final Pattern MILLIS = Pattern.compile("\\d{1,15}");
    private static final long LATEST = Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();
    /** As many as an address of 4 KiB has room for. */
    private static final int MOST_REQUESTS = 100;

    private IncidentQuestion() {}

    static ExportOrder of(
            @Nullable String from,
            @Nullable String until,
            @Nullable String route,
            @Nullable String provider,
            @Nullable List<String> requests,
            @Nullable String contents) {
        Long begin = time("from", from);
        Long end = time("until", until);
        if (begin != null && end != null && end <= begin) {
            throw invalid("until", "until is %s, and from is %s: give an until that is later".formatted(until, from));
        }
        return new ExportOrder(
                begin, end, name("route", route), name("provider", provider), ids(requests), flag(contents));
    }

    private static @Nullable Long time(String param, @Nullable String text) {
        if (text == null) {
            return null;
        }
        long time = MILLIS.matcher(text).matches() ? Long.parseLong(text) : parsed(text);
        if (time < 0 || time >= LATEST) {
            throw invalid(
                    param,
                    "%s is \"%s\": give a time from 1970 to 2199 such as %s, or milliseconds since 1970"
                            .formatted(param, text, "2026-11-21T12:00:00Z"));
        }
        return time;
    }

    /** Negative where it is no time. */
    private static long parsed(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeParseException | ArithmeticException e) {
            return -1;
        }
    }

    private static @Nullable String name(String param, @Nullable String text) {
        if (text != null && text.isBlank()) {
            throw invalid(param, "%s is blank: give the name of a %s, or leave it out".formatted(param, param));
        }
        return text;
    }

    private static List<UUID> ids(@Nullable List<String> texts) {
        if (texts == null) {
            return List.of();
        }
        if (texts.size() > MOST_REQUESTS) {
            throw invalid(
                    "request",
                    "there are %d requests: give at most %d, or a span of time".formatted(texts.size(), MOST_REQUESTS));
        }
        List<UUID> ids = new ArrayList<>();
        for (String text : texts) {
            try {
                ids.add(UUID.fromString(text));
            } catch (IllegalArgumentException e) {
                throw invalid(
                        "request",
                        "request is \"%s\": give a request's id, as downclimb-request-id has it".formatted(text));
            }
        }
        return ids;
    }

    private static boolean flag(@Nullable String text) {
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true")) {
            return true;
        }
        throw invalid("contents", "contents is \"%s\": give true or false".formatted(text));
    }

    static ProblemException invalid(String param, String message) {
        return new ProblemException(Problem.at(ProblemType.INVALID_REQUEST, message, param));
    }
}
