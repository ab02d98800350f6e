package io.downclimb.db;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/** What a circuit heard within one stretch of 10 s, in total. See V2__breakers.sql for the columns. */
@Introspected
@MappedEntity("breaker_windows")
public record BreakerWindowRow(
        @Id String provider,
        String circuit,
        Instant bucket,
        long good,
        long bad,
        long minor,
        long pending,
        long slow,
        long timed,
        long rateLimited,
        long invalid,
        long scores,
        double scoreSum) {}
