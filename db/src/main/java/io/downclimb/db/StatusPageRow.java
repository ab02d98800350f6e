package io.downclimb.db;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a status page said last. See V2__breakers.sql for the columns. */
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
