package io.downclimb.api.config;

import io.downclimb.workflows.policy.Execution;
import io.downclimb.workflows.policy.PromptVersion;
import io.downclimb.workflows.policy.Rung;
import io.downclimb.workflows.policy.Validator;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a rung that calls a model. */
final class ModelRungReader {
    static final Duration LONGEST = Duration.ofHours(1);
    private static final Pattern TIER = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    /** Within this the engine waits for a decision without asking again: 80 % of its task's timeout. */
    private static final Duration BRIEF = Duration.ofSeconds(4);

    private static final Map<String, Execution> EXECUTIONS =
            new TreeMap<>(Map.of("activity", Execution.ACTIVITY, "inline", Execution.INLINE));

    private final Providers providers;
    private final Models models;
    private final Duration idle;

    /**
     * Reads the rungs of one route.
     *
     * @param idle what a rung has unless it says otherwise
     */
    ModelRungReader(Providers providers, Models models, Duration idle) {
        this.providers = providers;
        this.models = models;
        this.idle = idle;
    }

    Hold read(Element at) {
        Section section = at.section(Keys.MODEL_RUNG);
        Texts texts = new Texts();
        String tier = tier(section);
        String provider = provider(section);
        String model = text(section.required("model", "write the provider's own name of the model"));
        Hold.Limit budget = limit(
                section, section.required("budget", "say how long the first content may take, retries included: 8s"));
        Hold.Limit completeWithin = limit(section, section.scalar("complete-within"));
        if (budget != null && completeWithin != null && completeWithin.time().compareTo(budget.time()) < 0) {
            completeWithin
                    .at()
                    .mistake(
                            Durations.format(completeWithin.time()),
                            "is shorter than the budget of " + Durations.format(budget.time()),
                            "give the whole answer at least as long as its first content");
        }
        Duration rungIdle = section.duration("idle", idle, LONGEST);
        int retries = section.whole("retries", 2, 0, 10);
        PromptVersion prompt = PromptReader.read(section, texts);
        List<Validator> validate = ValidatorsReader.read(section, texts);
        Double quality = quality(section.scalar("quality"));
        String notice = text(section.scalar("notice"));
        int maxTokens = section.whole("max-tokens", 4096, 1, 10_000_000);
        Execution execution = execution(section.scalar("execution"), completeWithin);
        boolean kept = provider == null || !providers.absent().contains(provider);
        Rung rung = null;
        if (tier != null && provider != null && model != null && budget != null) {
            Models.Facts facts = models.of(provider, model);
            rung = new Rung.Model(
                    tier,
                    provider,
                    model,
                    budget.time(),
                    completeWithin == null ? null : completeWithin.time(),
                    rungIdle,
                    retries,
                    prompt,
                    validate,
                    quality,
                    notice,
                    facts.window(),
                    maxTokens,
                    facts.price(),
                    execution);
        }
        return new Hold(at, Hold.Kind.MODEL, tier, budget, completeWithin, kept, rung, texts.byHash());
    }

    private static @Nullable String tier(Section section) {
        Scalar setting = section.required("tier", "write cache, canned, or a label of your own such as primary");
        return setting == null
                ? null
                : setting.matching(
                        TIER,
                        "is not a name for a tier",
                        "use small letters, digits and dashes, beginning with a letter");
    }

    private @Nullable String provider(Section section) {
        String known = String.join(", ", providers.names());
        Scalar setting = section.required("provider", "name one of: " + known);
        String provider = text(setting);
        if (setting != null && provider != null && !providers.names().contains(provider)) {
            setting.mistake("is not a provider; known: " + known, Suggestion.of(provider, providers.names()));
            return null;
        }
        return provider;
    }

    private static @Nullable String text(@Nullable Scalar setting) {
        return setting == null ? null : setting.text();
    }

    private static @Nullable Double quality(@Nullable Scalar setting) {
        BigDecimal quality = setting == null ? null : setting.decimal(BigDecimal.ONE);
        return quality == null ? null : quality.doubleValue();
    }

    /** Null for an activity, as in older policies. A call that cannot outlive the engine's patience with a decision is made inline. */
    private static @Nullable Execution execution(@Nullable Scalar setting, Hold.@Nullable Limit completeWithin) {
        Execution asked = setting == null ? null : setting.choice(EXECUTIONS);
        boolean brief = completeWithin != null && completeWithin.time().compareTo(BRIEF) <= 0;
        Execution usual = brief ? Execution.INLINE : Execution.ACTIVITY;
        return (asked == null ? usual : asked) == Execution.INLINE ? Execution.INLINE : null;
    }

    private static Hold.@Nullable Limit limit(Section section, @Nullable Scalar setting) {
        Duration time = setting == null ? null : setting.duration(LONGEST);
        if (setting == null || time == null) {
            return null;
        }
        return new Hold.Limit(new Element(section.at().reading(), setting.key(), setting.line(), null), time);
    }
}
