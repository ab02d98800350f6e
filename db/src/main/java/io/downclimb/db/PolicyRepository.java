package io.downclimb.db;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;

/** Every policy that ever accepted a request, and the texts they refer to. Nothing here is ever changed. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface PolicyRepository extends GenericRepository<PolicyRow, String> {

    @Query("insert into policies (hash, route, document) values (:hash, :route, :document) on conflict do nothing")
    void keep(String hash, String route, String document);

    @Query("insert into policy_texts (hash, text) values (:hash, :text) on conflict do nothing")
    void keepText(String hash, String text);

    @Query("select hash, route, document from policies where hash = :hash")
    Optional<PolicyRow> find(String hash);

    @Query("select text from policy_texts where hash = :hash")
    Optional<String> findText(String hash);
}
