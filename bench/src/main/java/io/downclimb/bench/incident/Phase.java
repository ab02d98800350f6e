package io.downclimb.bench.incident;

import io.downclimb.bench.mock.Fault;
import java.time.Duration;

/** A part of the incident: how the primary behaves, and for how long. The secondary is well throughout. */
public record Phase(String name, Fault fault, Duration length) {
    /** Whether the primary is out of order. */
    public boolean broken() {
        return switch (fault) {
            case Fault.Well _ -> false;
            case Fault.Outage _, Fault.Hang _, Fault.SomeErrors _, Fault.SlowFirstContent _ -> true;
        };
    }
}
