package io.downclimb.bench;

import io.downclimb.bench.contender.Contender;
import io.downclimb.bench.contender.Downclimb;
import io.downclimb.bench.contender.Downclimb.Way;
import io.downclimb.bench.contender.Floor;
import io.downclimb.bench.contender.LiteLlm;
import io.downclimb.bench.contender.MockAlone;
import io.downclimb.bench.contender.Places;
import io.downclimb.bench.contender.Portkey;
import io.downclimb.bench.contender.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Who takes part, and who had to be left out and why.
 *
 * @param leftOut by label, with the reason in one line
 */
public record Lineup(List<Contender> contenders, Map<String, String> leftOut) {
    public Lineup {
        contenders = List.copyOf(contenders);
        leftOut = new TreeMap<>(leftOut);
    }

    /** Every contender there is. A new peer is added here, and to {@link Options#CONTENDERS}. */
    static List<Contender> all(Places places) {
        return List.of(
                new MockAlone(),
                new Downclimb(Store.Kind.DEV, Way.INLINE),
                new Downclimb(Store.Kind.DEV, Way.ACTIVITY),
                new Downclimb(Store.Kind.DEV, Way.HIT),
                new Downclimb(Store.Kind.DEV, Way.DOOR_HIT),
                new Downclimb(Store.Kind.POSTGRES, Way.INLINE),
                new Floor(Store.Kind.DEV, true),
                new Floor(Store.Kind.DEV, false),
                new Floor(Store.Kind.POSTGRES, true),
                LiteLlm.pinned(places),
                Portkey.pinned(places));
    }

    /** Installs these; one that cannot be had is left out. */
    static Lineup installed(List<Contender> wanted, Places places, Consumer<String> say) {
        List<Contender> there = new ArrayList<>();
        Map<String, String> leftOut = new TreeMap<>();
        for (Contender contender : wanted) {
            try {
                contender.install(places);
                there.add(contender);
            } catch (BenchException e) {
                say.accept("without " + contender.label() + ": " + e.getMessage());
                leftOut.put(contender.label(), reason(e));
            }
        }
        return new Lineup(there, leftOut);
    }

    /** The first line of what went wrong; the rest has been printed. */
    public static String reason(RuntimeException e) {
        return String.valueOf(e.getMessage())
                .lines()
                .findFirst()
                .orElse(e.getClass().getSimpleName());
    }
}
