package io.downclimb.bench.million;

import io.downclimb.bench.BenchException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Downclimb's tables in one database, as its administrator sees them. */
final class Tables {
    /** Largest first, each with all its partitions. The rows are Postgres's estimate, good after an analyze. */
    private static final String SIZES = """
            select coalesce(parent.relname, t.relname) as name, sum(greatest(t.reltuples, 0))::bigint as tuples,
                   sum(pg_table_size(t.oid))::bigint as heap, sum(pg_indexes_size(t.oid))::bigint as indexes
            from pg_class t
            join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public'
            left join pg_inherits i on i.inhrelid = t.oid
            left join pg_class parent on parent.oid = i.inhparent
            where t.relkind = 'r'
            group by 1 order by sum(pg_total_relation_size(t.oid)) desc, 1""";

    private final DataSource database;

    private Tables(DataSource database) {
        this.database = database;
    }

    /** Those that a node with this environment uses. */
    static Tables of(Map<String, String> environment) {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(environment.get("DOWNCLIMB_DATABASE_URL"));
        database.setUser(environment.get("DOWNCLIMB_DATABASE_USER"));
        database.setPassword(environment.get("DOWNCLIMB_DATABASE_PASSWORD"));
        return new Tables(database);
    }

    /** Requests that have ended. */
    long finished() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from answers")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new BenchException("cannot count the finished requests: " + e.getMessage(), e);
        }
    }

    /** How large each table is. */
    List<TableSize> sizes() {
        List<TableSize> sizes = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(SIZES)) {
            while (rows.next()) {
                sizes.add(new TableSize(
                        rows.getString("name"), rows.getLong("tuples"), rows.getLong("heap"), rows.getLong("indexes")));
            }
        } catch (SQLException e) {
            throw new BenchException("cannot read the sizes of the tables: " + e.getMessage(), e);
        }
        return sizes;
    }

    /** Vacuums, analyses and writes everything out, so that no measurement meets what Postgres puts off. */
    void settle() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("vacuum (analyze)");
            statement.execute("checkpoint");
        } catch (SQLException e) {
            throw new BenchException("cannot settle the tables: " + e.getMessage(), e);
        }
    }
}
