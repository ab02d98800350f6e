package io.downclimb.incident.whatif;

/** A policy calls what the incident never called, so that nothing is known of it. The message names it and says how to go on. */
public class UnknownProviderException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnknownProviderException(String provider, String model, String known) {
        super(
                ("nothing in this incident tells what provider %1$s does to calls of model %2$s: it was never called. Take something for it,"
                                + " such as --assume %1$s=like:OTHER (known are %3$s) or --assume %1$s=steady:800,3000 (ms to the first content and"
                                + " to the end)")
                        .formatted(provider, model, known.isEmpty() ? "none" : known));
    }
}
