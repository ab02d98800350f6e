package io.downclimb.bench.contender;

import io.downclimb.bench.mock.MockProvider;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a contender is started with.
 *
 * @param say told, in one line each, what takes time
 */
public record Setting(Places places, MockProvider mock, Consumer<String> say) {
    public static final String PRIMARY = "primary";
    public static final String SECONDARY = "secondary";
    public static final String LAST_RUNG = "last rung";

    /** What every child gets beside the environment: nothing on loopback goes through a proxy. */
    static final Map<String, String> LOOPBACK =
            Map.of("NO_PROXY", "127.0.0.1,localhost", "no_proxy", "127.0.0.1,localhost");

    /** How long callers of the bench wait for an answer. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The words by which answers are recognised. */
    static final Map<String, String> TEXTS = Map.of(
            PRIMARY, MockProvider.text(PRIMARY),
            SECONDARY, MockProvider.text(SECONDARY),
            LAST_RUNG, "The last rung says hello.");
}
