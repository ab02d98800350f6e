package io.downclimb.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Files for tests, and what the loader makes of them. */
final class Yaml {
    static final Path BASE = Path.of("src/test/resources/config");
    static final String HERE = "# here";
    static final String PRIMARY = "- {tier: primary, provider: one, model: m, budget: 8s}";
    static final String SECONDARY = "- {tier: secondary, provider: two, model: n, budget: 6s}";
    static final String CANNED = "- {tier: canned, text: Later.}";
    static final String PROVIDERS = """
            providers:
              one: {api: anthropic-messages, keys: ["${KEY_ONE}"]}
              two: {api: openai-chat, keys: ["${KEY_TWO}"]}
            """;
    static final Map<String, String> KEYS = Map.of("KEY_ONE", "secret-1", "KEY_TWO", "secret-2");

    private Yaml() {}

    /** A file without mistakes or warnings, but for the lines added at its end. */
    static String with(String... lines) {
        return PROVIDERS + ladder(PRIMARY, SECONDARY, CANNED) + String.join("\n", lines) + "\n";
    }

    /** A file with this ladder. */
    static String withLadder(String... rungs) {
        return PROVIDERS + ladder(rungs);
    }

    /** A file with these lines in its route, and the usual ladder. */
    static String withRoute(String... lines) {
        return PROVIDERS + "routes:\n  r:\n    " + String.join("\n    ", lines) + "\n    ladder:\n      "
                + String.join("\n      ", PRIMARY, SECONDARY, CANNED) + "\n";
    }

    /** A file whose primary rung has more keys, each on a line of its own. */
    static String withRungKeys(String... lines) {
        return withLadder(
                "- tier: primary\n        provider: one\n        model: m\n        budget: 8s\n        "
                        + String.join("\n        ", lines),
                SECONDARY,
                CANNED);
    }

    private static String ladder(String... rungs) {
        return "routes:\n  r:\n    deadline: 20s\n    ladder:\n      " + String.join("\n      ", rungs) + "\n";
    }

    static Configuration load(String yaml) {
        return ConfigurationLoader.parse(yaml, BASE, KEYS);
    }

    static Route route(String yaml) {
        return Objects.requireNonNull(load(yaml).routes().get("r"));
    }

    static List<Mistake> mistakes(String yaml) {
        return mistakes(yaml, KEYS);
    }

    static List<Mistake> mistakes(String yaml, Map<String, String> environment) {
        return refusal(yaml, environment).mistakes();
    }

    static ConfigurationException refusal(String yaml, Map<String, String> environment) {
        ConfigurationException refusal = catchThrowableOfType(
                ConfigurationException.class, () -> ConfigurationLoader.parse(yaml, BASE, environment));
        assertThat(refusal).as("the file should be refused:\n%s", yaml).isNotNull();
        return refusal;
    }

    /**
     * A file with one mistake, in the line that ends in {@link #HERE}, or in no line where none does.
     *
     * @param problem a part of the problem
     * @param fix a part of the fix
     */
    record Wrong(String yaml, String key, @Nullable String value, String problem, String fix) {
        void isToldWithKeyLineValueAndFix() {
            isToldWithKeyLineValueAndFix(KEYS);
        }

        void isToldWithKeyLineValueAndFix(Map<String, String> environment) {
            assertThat(mistakes(yaml, environment)).singleElement().satisfies(mistake -> {
                assertThat(mistake.key()).isEqualTo(key);
                assertThat(mistake.line()).isEqualTo(line());
                assertThat(mistake.value()).isEqualTo(value);
                assertThat(mistake.problem()).contains(problem);
                assertThat(mistake.fix()).contains(fix);
            });
        }

        private int line() {
            List<String> lines = yaml.lines().toList();
            for (int index = 0; index < lines.size(); index++) {
                if (lines.get(index).endsWith(HERE)) {
                    return index + 1;
                }
            }
            return 0;
        }

        @Override
        public String toString() {
            return "%s %s".formatted(key, problem);
        }
    }
}
