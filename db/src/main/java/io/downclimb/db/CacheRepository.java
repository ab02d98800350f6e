package io.downclimb.db;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The exact cache: the same tenant, policy and canonical request. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface CacheRepository extends GenericRepository<CacheRow, UUID> {

    /** What is kept for exactly this request, if its contents still stand. */
    @Query("""
            select c.request_id, c.attempt, a.provider, a.model, c.stored_at, c.fresh_until
            from requests r
            join cache c on c.tenant = r.tenant and c.policy_hash = r.policy_hash and c.body_hash = r.body_hash
            join attempts a on a.request_id = c.request_id and a.number = c.attempt
            where r.id = :requestId and c.kept_until > :now
              and exists (select 1 from contents t
                          where t.request_id = c.request_id and t.kind = 'answer' and t.attempt = c.attempt)
            """)
    Optional<CacheRow> lookUp(UUID requestId, Instant now);

    /** Keeps an attempt's answer for requests to come; the newest wins. */
    @Query("""
            insert into cache (tenant, policy_hash, body_hash, request_id, attempt, stored_at, fresh_until, kept_until)
            select tenant, policy_hash, body_hash, id, :attempt, :now, :freshUntil, :keptUntil
            from requests where id = :requestId
            on conflict (tenant, policy_hash, body_hash) do update
              set request_id = excluded.request_id, attempt = excluded.attempt, stored_at = excluded.stored_at,
                  fresh_until = excluded.fresh_until, kept_until = excluded.kept_until
            """)
    void fill(UUID requestId, int attempt, Instant now, Instant freshUntil, Instant keptUntil);

    /** Drops what nobody may be served any more. */
    @Query("delete from cache where kept_until < :now")
    long dropBefore(Instant now);
}
