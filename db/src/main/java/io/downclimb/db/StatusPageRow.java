package io.downclimb.db;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's status page says.
 *
 * @param page its name: host and path of its first address
 * @param url the address that gave the last reading, or the first one
 * @param document JSON: levels by provider, components, incidents under way, and why the last poll brought nothing
 * @param since since when the level is what it is
 * @param readAt when it last gave an answer that could be read; null for never
 * @param askedAt when it was last asked
 * @param failures polls in a row that brought nothing
 */
@Introspected
@MappedEntity("status_pages")
public record StatusPageRow(
        @Id String page,
        String kind,
        String url,
        String level,
        String document,
        Instant since,
        @Nullable Instant readAt,
        Instant askedAt,
        int failures) {}
