package io.downclimb.activities.request;

/** What must be in Postgres is not there (another database, or one that was reset): trying again cannot help. */
public final class MissingRowException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    MissingRowException(String what) {
        super(what + " is not in the database");
    }
}
