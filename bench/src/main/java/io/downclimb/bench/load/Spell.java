package io.downclimb.bench.load;

import io.downclimb.bench.Pause;
import java.time.Duration;
import java.util.Random;

/** A closed loop of callers for some time. */
public final class Spell {
    private static final long REST = 300;

    private Spell() {}

    /** What it came to. The time counts until the last answer, since who is measured works until then. */
    public static Reading of(Client client, int callers, Duration time) {
        Tally tally = new Tally();
        long began = System.nanoTime();
        Load.run(client, new Pressure.Closed(callers), time, new Random(callers), tally);
        return tally.reading((System.nanoTime() - began) / 1e9);
    }

    /** The same, and a short rest after it, for what is still done after the answers. */
    public static Reading andRest(Client client, int callers, Duration time) {
        Reading reading = of(client, callers, time);
        Pause.milliseconds(REST);
        return reading;
    }
}
