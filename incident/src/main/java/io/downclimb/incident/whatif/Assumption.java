package io.downclimb.incident.whatif;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What to take for a provider, or one of its models, that the incident never called. In words: {@code PROVIDER=like:OTHER} or
 * {@code PROVIDER/MODEL=like:OTHER/MODEL}, or {@code PROVIDER=steady:FIRST,TOTAL} with times in ms.
 *
 * @param model null for all of the provider's models
 */
public record Assumption(String provider, @Nullable String model, As as) {
    private static final Pattern WORDS = Pattern.compile("([^/=]+)(?:/([^=]+))?=(like|steady):(.+)");
    private static final Pattern OTHER = Pattern.compile("([^/]+)(?:/(.+))?");
    private static final Pattern TIMES = Pattern.compile("(\\d{1,9}),(\\d{1,9})");

    /** What it is taken for. */
    public sealed interface As {}

    /**
     * It does what another does at the same time.
     *
     * @param model null for all that is recorded of the provider
     */
    public record Like(String provider, @Nullable String model) implements As {}

    /** It answers, always after the same times, in ms. */
    public record Steady(long firstContentMs, long totalMs) implements As {
        public Steady {
            if (firstContentMs > totalMs) {
                throw new IllegalArgumentException(
                        "the first content (%d ms) cannot come after the whole answer (%d ms)"
                                .formatted(firstContentMs, totalMs));
            }
        }
    }

    /**
     * Reads the words.
     *
     * @throws IllegalArgumentException where they are not an assumption
     */
    public static Assumption parse(String words) {
        Matcher whole = WORDS.matcher(words);
        if (whole.matches()) {
            String value = whole.group(4);
            Matcher other = OTHER.matcher(value);
            Matcher times = TIMES.matcher(value);
            boolean like = whole.group(3).equals("like");
            if (like && other.matches()) {
                return new Assumption(whole.group(1), whole.group(2), new Like(other.group(1), other.group(2)));
            }
            if (!like && times.matches()) {
                return new Assumption(
                        whole.group(1),
                        whole.group(2),
                        new Steady(Long.parseLong(times.group(1)), Long.parseLong(times.group(2))));
            }
        }
        throw new IllegalArgumentException(
                "\"%s\" is no assumption: PROVIDER=like:OTHER, PROVIDER/MODEL=like:OTHER/MODEL, or PROVIDER=steady:FIRST,TOTAL with times in ms"
                        .formatted(words));
    }

    boolean isAbout(String other, String itsModel) {
        return provider.equals(other) && (model == null || model.equals(itsModel));
    }
}
