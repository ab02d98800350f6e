package io.downclimb.simulator;

/** The client hung up; whatever was still to be said is pointless. */
final class ClientGone extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClientGone() {
        super("the client hung up", null, false, false);
    }
}
