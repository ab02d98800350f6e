package io.downclimb.incident.outside;

import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.activity.Usage;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What a provider does to a call, by the call's size and the outage's severity. A model with assumed numbers, none of them measured:
 *
 * <ol>
 *   <li>The first content comes after {@code (base + input · perInput) · slowdown · e^(spread · N)}, the end after another
 *       {@code output · perOutput · slowdown · e^(spread/2 · N)}, N standard normal.
 *   <li>A share of the calls fails: the outage's, and always {@link #USUAL_FAILURES}.
 *   <li>Of those that fail, 70 % are refused as overloaded, 5 % for a rate limit, both soon; 10 % break off on the way; 15 % stay silent. In a hang
 *       all of them stay silent.
 * </ol>
 *
 * @param baseMs before the first content, whatever the size
 * @param perInputMs for each token of the prompt
 * @param perOutputMs for each token of the answer
 * @param spread of the natural logarithm
 */
public record CallModel(double baseMs, double perInputMs, double perOutputMs, double spread) {
    public static final CallModel ASSUMED = new CallModel(400, 0.1, 15, 0.4);
    /** Fails also where nothing is wrong (0..1). */
    public static final double USUAL_FAILURES = 0.002;

    private static final double OVERLOADED = 0.70;
    private static final double RATE_LIMITED = 0.75;
    private static final double CUT = 0.85;
    private static final double REFUSED_AFTER_MS = 120;
    private static final long LONGEST_MS = 3_600_000;

    /**
     * A call's end.
     *
     * @param firstContentMs from sending; null where none came
     * @param totalMs from sending
     */
    record Call(Outcome outcome, @Nullable Long firstContentMs, long totalMs) {}

    /**
     * Draws a call.
     *
     * @param waitMs how long the caller waits for the first content
     */
    Call draw(LoadTrace.Arriving size, Severity severity, long waitMs, RandomGenerator random) {
        double first = (baseMs + size.inputTokens() * perInputMs) * severity.slowdown() * scatter(spread, random);
        double rest = size.outputTokens() * perOutputMs * severity.slowdown() * scatter(spread / 2, random);
        double failing = Math.max(USUAL_FAILURES, severity.failing());
        if (random.nextDouble() >= failing) {
            Usage usage = new Usage((long) size.inputTokens(), (long) size.outputTokens());
            return new Call(new Outcome.Whole("stop", usage, ""), ms(first), ms(first + rest));
        }
        double kind = random.nextDouble();
        double soon = REFUSED_AFTER_MS * scatter(spread, random);
        double brokenAt = random.nextDouble();
        if (severity.hangs() || kind >= CUT) {
            return new Call(failed(ErrorClass.SILENT, null, "no content"), null, waitMs);
        }
        if (kind < OVERLOADED) {
            return new Call(failed(ErrorClass.OVERLOADED, 529, "overloaded_error"), null, ms(soon));
        }
        if (kind < RATE_LIMITED) {
            return new Call(failed(ErrorClass.RATE_LIMITED, 429, "rate_limit_error"), null, ms(soon));
        }
        return new Call(failed(ErrorClass.CUT, 200, "broke off"), ms(first), ms(first + rest * brokenAt));
    }

    /** What is assumed, in words. */
    public String words() {
        return String.format(
                Locale.ROOT,
                "What providers do is a model with assumed numbers, not a record: first content after %.0f ms + %s ms per input token, then %s ms per output token, scattered by e^(%s N); failing calls: minor %.0f %%, major %.0f %% (twice as slow), critical %.0f %%, otherwise %s %%.",
                baseMs,
                perInputMs,
                perOutputMs,
                spread,
                Severity.MINOR.failing() * 100,
                Severity.MAJOR.failing() * 100,
                Severity.CRITICAL.failing() * 100,
                USUAL_FAILURES * 100);
    }

    private static double scatter(double spread, RandomGenerator random) {
        return Math.exp(spread * random.nextGaussian());
    }

    private static long ms(double ms) {
        return Math.clamp(Math.round(ms), 1, LONGEST_MS);
    }

    private static Outcome failed(ErrorClass errorClass, @Nullable Integer status, String detail) {
        return new Outcome.Failed(errorClass, status, null, detail);
    }
}
