package io.downclimb.bench.load;

import java.time.Duration;
import java.util.Random;

/** A closed loop of callers for some time. */
public final class Spell {
    private Spell() {}

    /** What it came to. The time counts until the last answer, since who is measured works until then. */
    public static Reading of(Client client, int callers, Duration time) {
        Tally tally = new Tally();
        long began = System.nanoTime();
        Load.run(client, new Pressure.Closed(callers), time, new Random(callers), tally);
        return tally.reading((System.nanoTime() - began) / 1e9);
    }
}
