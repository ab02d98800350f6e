package io.downclimb.incident.whatif;

/**
 * How long the service's own steps take, beside its providers.
 *
 * @param start from the arrival of a request to its first call; a request whose own is recorded keeps that
 * @param step from the end of a call to the next one, without the waits that the policy asks for
 * @param commit from the end of an answered call to the conclusion that is committed with it
 * @param end from the last call that failed, or the last decision, to the conclusion
 * @param report from a node's report to the breaker's decision
 * @param view from the breaker's decision to the nodes that go by it
 * @param timer how late the engine wakes a breaker
 */
public record Timing(Delay start, Delay step, Delay commit, Delay end, Delay report, Delay view, Delay timer) {
    /** Where an incident shows nothing: what a node beside its engine and database needs, and timers as late as Temporal lets them be. */
    public static final Timing USUAL = new Timing(
            Delay.of(20), Delay.of(10), Delay.of(5), Delay.of(10), Delay.of(30), Delay.of(20), Delay.upTo(1_000));

    /** The same with another delay from report to decision, in ms. */
    public Timing withReport(long ms) {
        return new Timing(start, step, commit, end, Delay.of(ms), view, timer);
    }

    /** The same with another delay from decision to nodes, in ms. */
    public Timing withView(long ms) {
        return new Timing(start, step, commit, end, report, Delay.of(ms), timer);
    }
}
