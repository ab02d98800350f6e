package io.downclimb.db;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What circuits heard, in stretches of 10 s; written by {@link BreakerRepository}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface BreakerWindowRepository extends GenericRepository<BreakerWindowRow, String> {

    /**
     * Up to {@code most} buckets that began at {@code since} or later, oldest first.
     *
     * @param circuit null for all of the provider's
     */
    @Query("""
            select * from breaker_windows
            where provider = :provider and (cast(:circuit as text) is null or circuit = :circuit) and bucket >= :since
            order by bucket, circuit limit :most
            """)
    List<BreakerWindowRow> since(String provider, @Nullable String circuit, Instant since, int most);

    /** Erases up to {@code most} buckets from before a time: retention, in steps that hold no lock for long. */
    @Query("""
            delete from breaker_windows where ctid in (
              select ctid from breaker_windows where bucket < :before order by bucket limit :most)
            """)
    long eraseBefore(Instant before, int most);
}
