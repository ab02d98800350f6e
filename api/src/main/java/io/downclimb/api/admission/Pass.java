package io.downclimb.api.admission;

import org.jspecify.annotations.Nullable;

/** Held by whoever starts a request. Closing it gives the place up, unless the request goes on by itself. */
public final class Pass implements AutoCloseable {
    private final @Nullable Admissions admissions;
    private final @Nullable Place place;
    private final boolean waited;
    private @Nullable String requestId;
    private boolean goesOn;

    Pass(@Nullable Admissions admissions, @Nullable Place place, boolean waited) {
        this.admissions = admissions;
        this.place = place;
        this.waited = waited;
    }

    /** For one who needs no place: nothing is started for it. */
    public static Pass unneeded() {
        return new Pass(null, null, false);
    }

    /** Whether it had to wait. */
    public boolean waited() {
        return waited;
    }

    /** Says whose place it is, before that request is started: what is heard of its calls and its conclusion counts for it from then on. */
    public void belongsTo(String request) {
        requestId = request;
        if (admissions != null && place != null) {
            admissions.belongs(place, request);
        }
    }

    /** The request is started, and nobody waits for its conclusion here. */
    public void goesOn() {
        goesOn = true;
    }

    @Override
    public void close() {
        if (admissions != null && place != null && !goesOn) {
            admissions.leaves(place, requestId);
        }
    }
}
