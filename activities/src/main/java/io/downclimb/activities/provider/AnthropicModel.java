package io.downclimb.activities.provider;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a model tells of the parameters it takes. A parameter that a model does not take is a 400, and that ends a request, so it
 * is better dropped and reported. Models from 4.7 on take neither {@code temperature} nor {@code top_p}, those from 4.1 on only one of them;
 * effort came with 4.6, strict schemas with 4.5. A Claude without a version in its name counts as a new one; any other name is that of
 * somebody else's model behind this format, which takes what the format had at first.
 *
 * @param claude whether it is one of Anthropic's own
 * @param version major × 100 + minor
 */
record AnthropicModel(boolean claude, int version) {
    private static final Pattern VERSION = Pattern.compile("claude(?:-[a-z]+)?-v?(\\d{1,2})(?:[-.](\\d{1,2}))?(?!\\d)");

    static AnthropicModel of(String name) {
        Matcher matcher = VERSION.matcher(name);
        if (!matcher.find()) {
            return new AnthropicModel(name.contains("claude"), Integer.MAX_VALUE);
        }
        int minor = matcher.group(2) == null ? 0 : Integer.parseInt(matcher.group(2));
        return new AnthropicModel(true, Integer.parseInt(matcher.group(1)) * 100 + minor);
    }

    boolean takesSampling() {
        return !claude || version < 407;
    }

    boolean takesTemperatureBesideTopP() {
        return !claude || version < 401;
    }

    boolean takesStrictTools() {
        return claude && version >= 405;
    }

    boolean takesEffort() {
        return claude && version >= 406;
    }
}
