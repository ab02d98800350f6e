package io.downclimb.api.incident;

import io.downclimb.incident.Selection;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;

/**
 * The requests of a selection, as a table in SQL.
 *
 * <ol>
 *   <li>An id tells when the request came, to within the time that ids are ahead of a clock that was set back: so a span of time is a range of ids,
 *       and only the weeks of that range are read.
 *   <li>Ids from before there were weeks tell nothing. They lie in the default partition, which is asked for them apart.
 * </ol>
 *
 * @param policies hashes of those that name the provider, where one is asked for
 */
record Selected(Selection selection, Set<String> policies) {
    /** Begins a statement's {@code from}, under the name r; its parameters are set by {@link #bind}. */
    static final String REQUESTS = """
            (select * from requests where id >= ? and id < ?
             union all
             select * from requests_default where not (id >= ? and id < ?)) r
            where r.received_at >= ? and r.received_at < ?
              and (?::text is null or r.route = ?)
              and (?::uuid[] is null or r.id = any(?::uuid[]))
              and (?::text is null or r.policy_hash = any(?::text[])
                   or exists (select 1 from attempts a where a.request_id = r.id and a.provider = ?))
            """;

    private static final Duration SLACK = Duration.ofMinutes(1);

    Selected {
        policies = Set.copyOf(policies);
    }

    /** Sets the parameters of {@link #REQUESTS}, which come first in the statement. */
    void bind(PreparedStatement statement) throws SQLException {
        Connection connection = statement.getConnection();
        UUID first = idAt(selection.from() - SLACK.toMillis());
        UUID end = idAt(selection.until() + SLACK.toMillis());
        int index = 0;
        for (UUID bound : new UUID[] {first, end, first, end}) {
            statement.setObject(++index, bound);
        }
        for (long time : new long[] {selection.from(), selection.until()}) {
            statement.setObject(++index, Instant.ofEpochMilli(time).atOffset(ZoneOffset.UTC));
        }
        statement.setString(++index, selection.route());
        statement.setString(++index, selection.route());
        Array ids = selection.requests().isEmpty()
                ? null
                : connection.createArrayOf("text", selection.requests().toArray());
        for (int times = 0; times < 2; times++) {
            if (ids == null) {
                statement.setNull(++index, Types.ARRAY);
            } else {
                statement.setArray(++index, ids);
            }
        }
        statement.setString(++index, selection.provider());
        statement.setArray(++index, connection.createArrayOf("text", policies.toArray()));
        statement.setString(++index, selection.provider());
    }

    /** The least id of this time. */
    private static UUID idAt(long millis) {
        return new UUID(Math.max(0, millis) << 16, 0);
    }
}
