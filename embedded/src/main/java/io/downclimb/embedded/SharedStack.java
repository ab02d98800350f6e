package io.downclimb.embedded;

import java.util.UUID;

/**
 * One PostgreSQL and one Temporal server for all tests of a JVM, started when first asked for and closed at the JVM's end.
 * Tests keep apart by databases, task queues and workflow ids of their own; a test that suspends or crashes a server starts
 * one for itself.
 */
public final class SharedStack {
    private static final class Postgres {
        static final LocalPostgres SERVER = LocalPostgres.temporary();
    }

    private static final class Temporal {
        static final LocalTemporal SERVER = LocalTemporal.start(LocalTemporal.Options.inMemory());
    }

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
}
