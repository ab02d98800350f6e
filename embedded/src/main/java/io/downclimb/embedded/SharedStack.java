package io.downclimb.embedded;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * One PostgreSQL and one Temporal server for all tests of a JVM, started when first asked for and closed at the JVM's end.
 * Tests keep apart by databases, namespaces and task queues of their own; a test that suspends or crashes a server starts
 * one for itself.
 */
public final class SharedStack {
    private static final class Postgres {
        static final LocalPostgres SERVER = LocalPostgres.temporary();
    }

    private static final class Temporal {
        static final LocalTemporal SERVER = LocalTemporal.start(LocalTemporal.Options.inMemory(NAMESPACES));
    }

    /** Made at the start, since one that is registered later is not known everywhere for some seconds. */
    private static final List<String> NAMESPACES =
            IntStream.rangeClosed(1, 60).mapToObj("test-%d"::formatted).toList();

    private static final Map<String, String> NAMESPACE_OF = new HashMap<>();

    private SharedStack() {}

    public static LocalPostgres postgres() {
        return Postgres.SERVER;
    }

    public static LocalTemporal temporal() {
        return Temporal.SERVER;
    }

    /** The JDBC URL of a new, empty database of the shared PostgreSQL. */
    public static String newDatabase() {
        String name = "test_" + UUID.randomUUID().toString().replace("-", "");
        postgres().createDatabase(name);
        return postgres().jdbcUrl(name);
    }

    /** The namespace of the shared Temporal server that belongs to this database: an installation has one of each. */
    public static synchronized String namespace(String jdbcUrl) {
        String known = NAMESPACE_OF.get(jdbcUrl);
        if (known != null) {
            return known;
        }
        if (NAMESPACE_OF.size() == NAMESPACES.size()) {
            throw new IllegalStateException("all %d namespaces are taken: make more".formatted(NAMESPACES.size()));
        }
        String next = NAMESPACES.get(NAMESPACE_OF.size());
        NAMESPACE_OF.put(jdbcUrl, next);
        return next;
    }
}
