package io.downclimb.db;

import io.micronaut.data.connection.annotation.Connectable;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Which partitions this node knows of, and so may name in its statements. It may know of less than there are: then a statement goes by the whole
 * table, which costs more and does the same.
 */
@Singleton
public class Partitions {
    /** After its end a week may still be named for so long; from then on its partitions may be dropped. */
    static final Duration NAMED_AFTER_ITS_END = Duration.ofDays(1);

    /** The weeks that have a partition of each table. */
    private static final String WEEKS = """
            select right(c.relname, 8) as week
            from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
            where p.oid in ('requests'::regclass, 'contents'::regclass, 'attempts'::regclass, 'answers'::regclass)
              and c.relname ~ ('^' || p.relname || '_[0-9]{8}$')
            group by 1 having count(*) = 4
            """;

    private final JdbcOperations jdbc;
    private final InstantSource clock;
    private volatile Set<Week> known = Set.of();

    @Inject
    Partitions(JdbcOperations jdbc) {
        this(jdbc, InstantSource.system());
    }

    Partitions(JdbcOperations jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Learns which there are. Until then statements go by the whole tables. */
    @Connectable
    public void learn() {
        known = jdbc.prepareStatement(WEEKS, statement -> {
            Set<Week> weeks = new TreeSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    weeks.add(Week.named(rows.getString("week")));
                }
            }
            return weeks.stream().collect(Collectors.toUnmodifiableSet());
        });
    }

    /** The statement for a request: by the partitions of its week while that is young, otherwise by the whole tables. */
    String sql(PartitionedSql statement, UUID requestId) {
        Week week = Week.of(requestId);
        return known.contains(week) && mayBeNamed(week, clock.instant()) ? statement.of(week) : statement.ofAll();
    }

    private static boolean mayBeNamed(Week week, Instant now) {
        return now.isBefore(week.end().plus(NAMED_AFTER_ITS_END));
    }
}
