package io.downclimb.db;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of circuits; written by {@link BreakerRepository}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface BreakerTransitionRepository extends GenericRepository<BreakerTransitionRow, String> {

    /**
     * The newest transitions, newest first.
     *
     * @param circuit null for all of the provider's
     */
    @Query("""
            select * from breaker_transitions
            where provider = :provider and (cast(:circuit as text) is null or circuit = :circuit)
            order by at desc, generation desc, circuit limit :most
            """)
    List<BreakerTransitionRow> newest(String provider, @Nullable String circuit, int most);

    /** Erases up to {@code most} transitions from before a time: retention, in steps that hold no lock for long. */
    @Query("""
            delete from breaker_transitions where ctid in (
              select ctid from breaker_transitions where at < :before order by at limit :most)
            """)
    long eraseBefore(Instant before, int most);
}
