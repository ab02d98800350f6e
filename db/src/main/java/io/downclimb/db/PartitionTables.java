package io.downclimb.db;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * Makes and drops the partitions. Several nodes may do it at once: each change is made under one advisory lock, in a transaction per table,
 * and looks first at what there is. A lock that is not had within {@value #LOCK_TIMEOUT} is given up with an exception, so that nobody queues behind a change;
 * whoever asked asks again later.
 */
@Singleton
public class PartitionTables {
    private static final String LOCK_TIMEOUT = "2s";
    /** A large default partition is looked through for minutes, where other statements take milliseconds. */
    private static final int PATIENCE_MS = 600_000;
    /** Any number that nobody else uses in this database. */
    private static final long ADVISORY_LOCK = 0x646f776e63_6c6dL;

    private final DataSource dataSource;

    public PartitionTables(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** The tables that are partitioned, by which column, and in which order their weeks are dropped. */
    private enum Table {
        REQUESTS("requests", "id"),
        ANSWERS("answers", "request_id"),
        ATTEMPTS("attempts", "request_id"),
        CONTENTS("contents", "request_id");

        private final String table;
        private final String key;

        Table(String table, String key) {
            this.table = table;
            this.key = key;
        }
    }

    /** Sees to it that a week has its partitions. */
    public void make(Week week) throws SQLException {
        for (Table table : Table.values()) {
            if (weeks(table).contains(week)) {
                continue;
            }
            change(statement -> {
                if (!isThere(statement, week.partitionOf(table.table))) {
                    make(statement, table, week);
                }
            });
        }
    }

    /**
     * Rows of the week that came before the partition lie in the default one.
     *
     * <ol>
     *   <li>A table like the others.
     *   <li>Writers to the default partition wait.
     *   <li>The week's rows move.
     *   <li>The table becomes the partition; PostgreSQL looks through the default one for what does not belong there any more.
     * </ol>
     */
    private static void make(Statement statement, Table table, Week week) throws SQLException {
        String partition = week.partitionOf(table.table);
        String first = "'" + week.firstId() + "'";
        String beyond = "'" + week.next().firstId() + "'";
        statement.execute("create table %s (like %s including all)".formatted(partition, table.table));
        statement.execute("lock table %s_default in share row exclusive mode".formatted(table.table));
        statement.execute("""
                with moved as (delete from %1$s_default where %2$s >= %3$s and %2$s < %4$s returning *)
                insert into %5$s select * from moved
                """.formatted(table.table, table.key, first, beyond, partition));
        statement.execute("alter table %s attach partition %s for values from (%s) to (%s)"
                .formatted(table.table, partition, first, beyond));
    }

    /** The weeks that have a partition of contents. */
    public Set<Week> weeksOfContents() throws SQLException {
        return weeks(Table.CONTENTS);
    }

    /** The weeks that have a partition of any table. */
    public Set<Week> weeks() throws SQLException {
        Set<Week> weeks = new TreeSet<>();
        for (Table table : Table.values()) {
            weeks.addAll(weeks(table));
        }
        return weeks;
    }

    /** Drops what was said in a week. The week must have ended more than a day ago. */
    public void dropContents(Week week, Instant now) throws SQLException {
        requirePast(week, now);
        drop(Table.CONTENTS, week);
    }

    /**
     * Drops all of a week, which must have ended more than a day ago.
     *
     * @return false where a request of the week is still open: then nothing was dropped
     */
    public boolean drop(Week week, Instant now) throws SQLException {
        requirePast(week, now);
        if (hasOpen(week)) {
            return false;
        }
        for (Table table : Table.values()) {
            drop(table, week);
        }
        return true;
    }

    /** Whether a week is so long past that its partitions may be dropped once it is older than what is kept. */
    public static boolean isPast(Week week, Duration keep, Instant now) {
        return week.end().plus(Partitions.NAMED_AFTER_ITS_END).plus(keep).isBefore(now);
    }

    private static void requirePast(Week week, Instant now) {
        if (!isPast(week, Duration.ZERO, now)) {
            throw new IllegalArgumentException("the week of %s is not past".formatted(week.begin()));
        }
    }

    private void drop(Table table, Week week) throws SQLException {
        change(statement -> statement.execute("drop table if exists " + week.partitionOf(table.table)));
    }

    private boolean hasOpen(Week week) throws SQLException {
        if (!weeks(Table.REQUESTS).contains(week)) {
            return false;
        }
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select exists (select 1 from %s where concluded_at is null)"
                        .formatted(week.partitionOf(Table.REQUESTS.table)))) {
            return row.next() && row.getBoolean(1);
        }
    }

    private Set<Week> weeks(Table table) throws SQLException {
        Set<Week> weeks = new TreeSet<>();
        for (String partition : partitions(table.table)) {
            if (partition.matches(table.table + "_\\d{8}")) {
                weeks.add(Week.named(partition.substring(table.table.length() + 1)));
            }
        }
        return weeks;
    }

    private List<String> partitions(String table) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("""
                        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
                        where i.inhparent = cast(? as regclass) order by 1""")) {
            statement.setString(1, table);
            List<String> names = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            return names;
        }
    }

    private static boolean isThere(Statement statement, String table) throws SQLException {
        try (ResultSet row = statement.executeQuery("select to_regclass('%s') is not null".formatted(table))) {
            return row.next() && row.getBoolean(1);
        }
    }

    private interface Change {
        void make(Statement statement) throws SQLException;
    }

    /** Makes a change in a transaction of its own, alone. */
    private void change(Change change) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            boolean before = connection.getAutoCommit();
            int patience = connection.getNetworkTimeout();
            connection.setAutoCommit(false);
            connection.setNetworkTimeout(Runnable::run, PATIENCE_MS);
            try {
                statement.execute("set local lock_timeout = '" + LOCK_TIMEOUT + "'");
                statement.execute("select pg_advisory_xact_lock(" + ADVISORY_LOCK + ")");
                change.make(statement);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setNetworkTimeout(Runnable::run, patience);
                connection.setAutoCommit(before);
            }
        }
    }
}
