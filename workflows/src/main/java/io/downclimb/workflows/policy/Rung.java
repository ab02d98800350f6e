package io.downclimb.workflows.policy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One hold of the ladder. The tier is its label in answers, metrics and search attributes. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Rung.Cache.class, name = "cache"),
    @JsonSubTypes.Type(value = Rung.Model.class, name = "model"),
    @JsonSubTypes.Type(value = Rung.Canned.class, name = "canned")
})
public sealed interface Rung {
    String tier();

    /**
     * An answer given before to exactly the same request.
     *
     * @param ttl how long a stored answer is fresh
     * @param stale how long it may still be served, as degraded, once every rung below has failed; null for never
     * @param atDoor true where a fresh answer is served before a workflow is started; null otherwise, as in policies older than that
     */
    record Cache(
            String tier,
            Duration ttl,
            @Nullable Duration stale,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean atDoor)
            implements Rung {
        public Cache {
            atDoor = Boolean.TRUE.equals(atDoor) ? Boolean.TRUE : null;
        }

        /** A cache that is asked by workflows. */
        public Cache(String tier, Duration ttl, @Nullable Duration stale) {
            this(tier, ttl, stale, null);
        }

        /** Whether a fresh answer is served before a workflow is started. */
        public boolean answersAtDoor() {
            return atDoor != null;
        }
    }

    /**
     * A call to a provider's model.
     *
     * @param provider the provider's name in the configuration
     * @param model the provider's own name for the model; never reaches another provider
     * @param budget from entering the rung, retries and waits included, until the first content arrives
     * @param completeWithin from entering the rung until the answer is whole; null for the deadline less the reserve
     * @param idle the longest silence within a stream that has begun
     * @param retries further calls on this rung, at most
     * @param prompt the rung's own prompt; null where the caller's messages pass through
     * @param validate what an answer must satisfy, beside being whole and not empty
     * @param quality the judge score (0..1) an answer of this rung should reach; null where it is not judged
     * @param notice what the caller is told when this rung served; null for nothing
     * @param window the model's context window in tokens; null where it is not declared
     * @param maxTokens the output limit sent where the format needs one and the caller gave none, in tokens
     * @param price what the model costs; null where it is not declared
     * @param execution how its calls are made; null in policies older than that: {@link Execution#ACTIVITY}
     */
    record Model(
            String tier,
            String provider,
            String model,
            Duration budget,
            @Nullable Duration completeWithin,
            Duration idle,
            int retries,
            @Nullable PromptVersion prompt,
            List<Validator> validate,
            @Nullable Double quality,
            @Nullable String notice,
            @Nullable Long window,
            int maxTokens,
            @Nullable Price price,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Execution execution)
            implements Rung {
        public Model {
            if (retries < 0) {
                throw new IllegalArgumentException(
                        "retries of rung %s must not be negative, is %d".formatted(tier, retries));
            }
            validate = List.copyOf(validate);
        }

        /** A rung whose calls are activities. */
        public Model(
                String tier,
                String provider,
                String model,
                Duration budget,
                @Nullable Duration completeWithin,
                Duration idle,
                int retries,
                @Nullable PromptVersion prompt,
                List<Validator> validate,
                @Nullable Double quality,
                @Nullable String notice,
                @Nullable Long window,
                int maxTokens,
                @Nullable Price price) {
            this(
                    tier,
                    provider,
                    model,
                    budget,
                    completeWithin,
                    idle,
                    retries,
                    prompt,
                    validate,
                    quality,
                    notice,
                    window,
                    maxTokens,
                    price,
                    null);
        }

        /** Whether its calls are made next to the decision. */
        public boolean runsInline() {
            return execution == Execution.INLINE;
        }

        /** The version of what gives the answers, model and prompt: eight hex digits. Scores of different versions do not compare. */
        public String version() {
            return Sha256.of(model + "\n" + (prompt == null ? "" : prompt.text()))
                    .substring(0, 8);
        }
    }

    /**
     * A text that a person wrote for the moment when nothing else is left.
     *
     * @param text the hash of the text, which may name the request as {@code {id}}
     */
    record Canned(String tier, String text) implements Rung {}
}
