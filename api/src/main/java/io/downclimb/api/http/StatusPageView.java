package io.downclimb.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.downclimb.db.StatusPageRow;
import io.downclimb.workflows.status.StatusLevel;
import io.downclimb.workflows.status.StatusSource;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a status page said last, as the API shows it. */
@Schema(name = "StatusPage", description = "What a status page said last")
record StatusPageView(
        @Schema(description = "Host and path of its first URL", example = "status.anthropic.com/api/v2/summary.json")
        String page,

        @Schema(description = "statuspage, incident-io or google")
        String kind,

        @Schema(description = "Where it was read") String url,

        @Schema(description = "Those that are configured with it")
        List<String> providers,

        @Schema(
                description =
                        "The worst of the components that count: unknown, operational, degraded, partial-outage or major-outage")
        String level,

        @Schema(description = "Since when the level is what it is; null where it was never asked") @Nullable
        Instant since,

        @Schema(description = "When it last gave an answer that could be read; null for never") @Nullable
        Instant readAt,

        @Schema(description = "How long ago that was, in s; null for never") @Nullable
        Long ageS,

        @Schema(description = "When it was last asked; null for never") @Nullable
        Instant askedAt,

        @Schema(description = "How often in a row it could not be read")
        int failures,

        @Schema(
                implementation = Object.class,
                description =
                        "Components with their levels, incidents under way, why it is unknown; null where it was never asked")
        @Nullable
        JsonNode document) {
    static StatusPageView of(StatusPageRow row, List<String> providers, Instant now) {
        Instant read = row.readAt();
        String level = read == null ? StatusLevel.UNKNOWN.name() : row.level();
        return new StatusPageView(
                row.page(),
                BreakerSummary.words(row.kind()),
                row.url(),
                providers,
                BreakerSummary.words(level),
                row.since(),
                read,
                read == null ? null : Math.max(0, Duration.between(read, now).toSeconds()),
                row.askedAt(),
                row.failures(),
                Json.read(row.document()));
    }

    /** A configured page that nobody has asked yet. */
    static StatusPageView notAsked(StatusSource source, List<String> providers) {
        return new StatusPageView(
                source.page(),
                BreakerSummary.words(source.kind().name()),
                source.urls().getFirst().toString(),
                providers,
                BreakerSummary.words(StatusLevel.UNKNOWN.name()),
                null,
                null,
                null,
                null,
                0,
                null);
    }
}
