package io.downclimb.db;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The probes, accounted apart from requests. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public abstract class ProbeRepository implements GenericRepository<ProbeRow, UUID> {
    private static final String KEEP = """
            insert into probes (id, provider, circuit, generation, model, request_id, sent_at, outcome, error_class, status,
                                detail, first_content_ms, total_ms, input_tokens, output_tokens, cost_usd, score)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict do nothing
            """;

    private final JdbcOperations jdbc;

    protected ProbeRepository(JdbcOperations jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Records a probe.
     *
     * @return false where there is one of this id already, which stands
     */
    @Connectable
    public boolean keep(ProbeRow probe) {
        return jdbc.prepareStatement(KEEP, statement -> {
            new Parameters(statement)
                    .uuid(probe.id())
                    .text(probe.provider())
                    .text(probe.circuit())
                    .bigint(probe.generation())
                    .text(probe.model())
                    .uuid(probe.requestId())
                    .time(probe.sentAt())
                    .text(probe.outcome())
                    .text(probe.errorClass())
                    .integer(probe.status())
                    .text(probe.detail())
                    .bigint(probe.firstContentMs())
                    .bigint(probe.totalMs())
                    .bigint(probe.inputTokens())
                    .bigint(probe.outputTokens())
                    .numeric(probe.costUsd())
                    .real(probe.score());
            return statement.executeUpdate() == 1;
        });
    }

    /**
     * The newest probes, newest first.
     *
     * @param circuit null for all of the provider's
     */
    @Query("""
            select * from probes
            where provider = :provider and (cast(:circuit as text) is null or circuit = :circuit)
            order by sent_at desc, id limit :most
            """)
    public abstract List<ProbeRow> newest(String provider, @Nullable String circuit, int most);

    /** Erases up to {@code most} probes from before a time: retention, in steps that hold no lock for long. */
    @Query("""
            delete from probes where ctid in (
              select ctid from probes where sent_at < :before order by sent_at limit :most)
            """)
    public abstract long eraseBefore(Instant before, int most);
}
