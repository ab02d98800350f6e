package io.downclimb.bench.contender;

import io.downclimb.bench.process.ProcessGroup;
import java.util.List;
import java.util.Map;

/** A Temporal server and a Postgres, for one turn. */
public interface Store extends AutoCloseable {
    /** Where Temporal listens: host:port. */
    String temporalTarget();

    /** What tells the service where its tables are. */
    Map<String, String> databaseEnvironment();

    List<ProcessGroup> groups();

    /** How long the start took. */
    double startSeconds();

    @Override
    void close();

    /** The kinds there are. */
    enum Kind {
        /** Temporal's dev server over SQLite, and a Postgres for Downclimb's tables: what {@code ./downclimb dev} runs. */
        DEV("dev", "dev store"),
        /** Temporal's server over Postgres: what production runs. */
        POSTGRES("postgres", "Postgres");

        private final String word;
        private final String label;

        Kind(String word, String label) {
            this.word = word;
            this.label = label;
        }

        public String word() {
            return word;
        }

        public String label() {
            return label;
        }

        /**
         * Starts one.
         *
         * @param tables whether Downclimb's own tables are wanted, too
         */
        Store open(Setting setting, boolean tables) {
            return switch (this) {
                case DEV -> DevStore.start(setting, tables);
                case POSTGRES -> ProductionStore.start(setting);
            };
        }
    }
}
