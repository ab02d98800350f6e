package io.downclimb.bench.incident;

import io.downclimb.bench.mock.Fault;
import java.time.Duration;
import java.util.List;

/**
 * What happens to the primary, phase after phase.
 *
 * @param perSecond requests that arrive, whatever becomes of those before
 * @param deadline of the caller: what comes later is of no use
 */
public record IncidentScript(List<Phase> phases, double perSecond, Duration deadline) {
    public IncidentScript {
        phases = List.copyOf(phases);
    }

    /** The incident, which takes a bit over three minutes. */
    public static IncidentScript standard() {
        return of(1);
    }

    /** The same at half the length: some of its figures have no time to show. */
    public static IncidentScript quick() {
        return of(2);
    }

    private static IncidentScript of(int hurry) {
        Fault well = Fault.none();
        return new IncidentScript(
                List.of(
                        phase("calm", well, 14 / hurry),
                        phase("outage (503)", new Fault.Outage(503), 30 / hurry),
                        phase("calm after the outage", well, 20 / hurry),
                        phase("hang", new Fault.Hang(), 26 / hurry),
                        phase("calm after the hang", well, 20 / hurry),
                        phase("30 % errors", new Fault.SomeErrors(3), 20 / hurry),
                        phase("calm after the errors", well, 14 / hurry),
                        phase(
                                "slow first content (12 s)",
                                new Fault.SlowFirstContent(Duration.ofSeconds(12)),
                                26 / hurry),
                        phase("recovery", well, 26 / hurry)),
                8,
                Duration.ofSeconds(20));
    }

    private static Phase phase(String name, Fault fault, int seconds) {
        return new Phase(name, fault, Duration.ofSeconds(seconds));
    }

    /** Of all phases together. */
    public Duration length() {
        return phases.stream().map(Phase::length).reduce(Duration.ZERO, Duration::plus);
    }
}
