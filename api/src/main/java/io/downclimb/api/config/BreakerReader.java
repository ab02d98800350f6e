package io.downclimb.api.config;

import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.BreakerSettings.Canary;
import io.downclimb.workflows.breaker.BreakerSettings.Scope;
import io.downclimb.workflows.breaker.CallDetector;
import io.downclimb.workflows.breaker.Cusum;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code breaker} of a provider: off, the word for its scope alone, or a mapping. */
final class BreakerReader {
    private static final Map<String, Scope> SCOPES = Choices.of(Scope.class);
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int MOST_PROBES = 50;
    private static final int MOST_RETRIES = 1_000_000;

    private BreakerReader() {}

    /** What is left out has its default, and so has what is wrong, once that is told. Null where the provider goes unwatched. */
    static @Nullable BreakerSettings read(Section provider) {
        Element at = provider.member("breaker");
        if (at == null) {
            return BreakerSettings.DEFAULT;
        }
        if (Switch.isOff(at)) {
            return null;
        }
        boolean isWord = at.isSingle();
        Section section = (isWord ? new Element(at.reading(), at.key(), at.line(), null) : at).section(Keys.BREAKER);
        Section retries = section.section("retries", Keys.RETRIES);
        BreakerSettings defaults = BreakerSettings.DEFAULT;
        return new BreakerSettings(
                scope(isWord ? at.scalar() : section.scalar("scope")),
                CallDetectorReader.read(section, "errors", Cusum.ERRORS),
                latency(section),
                CallDetectorReader.read(section, "validators", Cusum.VALIDATORS),
                QualityWatchReader.read(section),
                section.duration("cooldown", defaults.cooldown(), SHORTEST, LONGEST),
                section.whole("quality-probes", defaults.qualityProbes(), 1, MOST_PROBES),
                retries.share("share", defaults.retryShare()),
                retries.whole("minimum", defaults.retryMinimum(), 0, MOST_RETRIES),
                canary(section));
    }

    private static Scope scope(@Nullable Scalar word) {
        Scope scope = word == null ? null : word.choice(SCOPES);
        return scope == null ? BreakerSettings.DEFAULT.scope() : scope;
    }

    /** Null for none. */
    private static @Nullable CallDetector latency(Section breaker) {
        Element at = breaker.member("latency");
        if (at == null) {
            return Cusum.LATENCY;
        }
        Switch.Position position = Switch.read(at);
        return switch (position) {
            case ON -> CallDetectorReader.read(breaker, "latency", Cusum.LATENCY);
            case OFF, WRONG -> null;
        };
    }

    private static @Nullable Canary canary(Section breaker) {
        if (breaker.member("canary") == null) {
            return null;
        }
        Section canary = breaker.section("canary", Keys.CANARY);
        Scalar modelSetting = canary.required("model", "write the provider's own name of the model that is probed");
        Scalar promptSetting =
                canary.required("prompt", "write what a probe asks, such as \"Reply with the word ready.\"");
        String model = modelSetting == null ? null : modelSetting.text();
        String prompt = promptSetting == null ? null : promptSetting.text();
        return model == null || prompt == null ? null : new Canary(model, prompt);
    }
}
