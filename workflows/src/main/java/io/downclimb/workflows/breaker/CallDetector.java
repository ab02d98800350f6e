package io.downclimb.workflows.breaker;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.Map;

/** Tells from good and bad calls whether something is wrong. Immutable: hearing returns the detector that has heard. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Cusum.class, name = "cusum"),
    @JsonSubTypes.Type(value = RateWindow.class, name = "rate")
})
public sealed interface CallDetector permits Cusum, RateWindow {
    /**
     * Hears a batch, in which the bad calls are taken as evenly spread.
     *
     * @param now in ms since 1970
     */
    CallDetector hear(int good, int bad, long now);

    /** Takes back calls that were heard as bad and turned out good. */
    CallDetector takeBack(int bad, long now);

    /**
     * Whether what was heard is enough to trip.
     *
     * @param perSecond the circuit's calls a second, which the threshold depends on where none is set
     * @param strictness multiplies the threshold: 1 as set, less trips sooner
     */
    boolean trips(double perSecond, double strictness, long now);

    /** What it trips at under this load, in the unit of its first number, before any strictness. */
    double limit(double perSecond);

    /** The same detector before it heard anything. */
    CallDetector fresh();

    /** What it stands at, by name, for those who read a transition. */
    Map<String, Double> numbers(long now);
}
