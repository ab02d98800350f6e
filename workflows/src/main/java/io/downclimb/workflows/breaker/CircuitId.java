package io.downclimb.workflows.breaker;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * What a circuit covers. A provider's breaker has several, because they fail differently: health belongs to the provider (or to
 * each of its models), quality to a rung of a route, a key or a model that is refused to itself alone.
 *
 * <p>As text, and so in JSON, tables and URLs: {@code health}, {@code health/MODEL}, {@code quality/ROUTE/TIER/VERSION},
 * {@code key/FINGERPRINT}, {@code model/MODEL}. A model's name may contain slashes; no other part does.
 */
public sealed interface CircuitId {
    /**
     * Errors, latency and silence.
     *
     * @param model null where one circuit covers all models of the provider
     */
    record Health(@Nullable String model) implements CircuitId {
        @Override
        public String text() {
            return model == null ? "health" : "health/" + model;
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /**
     * What validators and judges say of a rung's answers.
     *
     * @param version of the rung: of its model and its prompt, see {@link io.downclimb.workflows.policy.Rung.Model#version}
     */
    record Quality(String route, String tier, String version) implements CircuitId {
        @Override
        public String text() {
            return "quality/" + route + "/" + tier + "/" + version;
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /**
     * A key that the provider refused, or whose money is gone.
     *
     * @param fingerprint the first 12 hex digits of the key's SHA-256
     */
    record Key(String fingerprint) implements CircuitId {
        @Override
        public String text() {
            return "key/" + fingerprint;
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /** A model that the provider says is not there. */
    record Model(String model) implements CircuitId {
        @Override
        public String text() {
            return "model/" + model;
        }

        @Override
        public String toString() {
            return text();
        }
    }

    @JsonValue
    String text();

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException where the text names no circuit
     */
    @JsonCreator
    static CircuitId parse(String text) {
        int slash = text.indexOf('/');
        String kind = slash < 0 ? text : text.substring(0, slash);
        String rest = slash < 0 ? "" : text.substring(slash + 1);
        if (text.equals("health")) {
            return new Health(null);
        }
        if (!rest.isEmpty()) {
            switch (kind) {
                case "health" -> {
                    return new Health(rest);
                }
                case "key" -> {
                    return new Key(rest);
                }
                case "model" -> {
                    return new Model(rest);
                }
                case "quality" -> {
                    String[] parts = rest.split("/", -1);
                    if (parts.length == 3 && !parts[0].isEmpty() && !parts[1].isEmpty() && !parts[2].isEmpty()) {
                        return new Quality(parts[0], parts[1], parts[2]);
                    }
                }
                default -> {}
            }
        }
        throw new IllegalArgumentException(
                "\"%s\" names no circuit: health, health/MODEL, quality/ROUTE/TIER/VERSION, key/FINGERPRINT or model/MODEL"
                        .formatted(text));
    }
}
