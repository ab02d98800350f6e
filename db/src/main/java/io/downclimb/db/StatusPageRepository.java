package io.downclimb.db;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;

/** What providers' status pages said last. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface StatusPageRepository extends GenericRepository<StatusPageRow, String> {

    @Query("select * from status_pages order by page")
    List<StatusPageRow> findAll();
}
