package io.downclimb.workflows.policy;

/**
 * Which share of a route's requests passes over a provider whose status page tells of trouble, before the first error is met.
 *
 * @param partial in a partial outage (0..1)
 * @param major in a major outage (0..1)
 */
public record StatusShift(double partial, double major) {
    public static final StatusShift DEFAULT = new StatusShift(0.25, 0.95);
    public static final StatusShift NONE = new StatusShift(0, 0);
}
