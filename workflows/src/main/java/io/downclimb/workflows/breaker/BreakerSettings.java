package io.downclimb.workflows.breaker;

import io.downclimb.workflows.policy.Sha256;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a provider's breaker watches and recovers.
 *
 * @param scope what a health circuit covers
 * @param errors the detector of failed calls, before anything was heard
 * @param latency the detector of slow calls; null for none
 * @param validators the detector of answers that validators turn down
 * @param quality how judge scores are watched
 * @param cooldown from a quality trip to the first probe
 * @param qualityProbes how many judged probes a quality circuit needs before it ramps
 * @param retryShare which share of the provider's calls within 10 s may be retries (0..1)
 * @param retryMinimum how many retries within 10 s are always allowed
 * @param canary the prompt for probes while there is no traffic; null for none
 */
public record BreakerSettings(
        Scope scope,
        CallDetector errors,
        @Nullable CallDetector latency,
        CallDetector validators,
        QualityWatch quality,
        Duration cooldown,
        int qualityProbes,
        double retryShare,
        int retryMinimum,
        @Nullable Canary canary) {
    public enum Scope {
        PER_PROVIDER,
        PER_MODEL
    }

    /**
     * How judge scores are watched; the bar itself is each rung's own.
     *
     * @param kind CUSUM: {@link ScoreCusum} with the reference value {@code bar + margin}; MEAN: {@link ScoreMean} below the bar
     * @param margin above the rung's bar (0..1), where a score neither worries nor comforts
     * @param threshold of the sum; null: by load, see {@link Thresholds}
     * @param window of the mean
     * @param minimum scores that a mean needs
     */
    public record QualityWatch(
            Kind kind, double margin, @Nullable Double threshold, Duration window, int minimum) {
        public enum Kind {
            CUSUM,
            MEAN
        }

        public static final QualityWatch DEFAULT = new QualityWatch(Kind.CUSUM, 0.04, null, Duration.ofHours(1), 13);

        /** A fresh detector for a rung's bar (0..1). */
        public ScoreDetector detector(double bar) {
            return switch (kind) {
                case CUSUM -> new ScoreCusum(bar, Math.min(1, bar + margin), threshold, 0, 0, 0);
                case MEAN -> ScoreMean.fresh(bar, window, minimum);
            };
        }
    }

    /** A prompt for probes while there is no traffic to copy. */
    public record Canary(String model, String prompt) {}

    /** The same rules as they may stand in a history: of the canary's prompt only its SHA-256, since prompts stay with the nodes. */
    public BreakerSettings withoutPrompt() {
        return canary == null
                ? this
                : new BreakerSettings(
                        scope,
                        errors,
                        latency,
                        validators,
                        quality,
                        cooldown,
                        qualityProbes,
                        retryShare,
                        retryMinimum,
                        new Canary(canary.model(), Sha256.of(canary.prompt())));
    }

    /** The rules alone, without anything that a detector among them may have heard. */
    BreakerSettings fresh() {
        return new BreakerSettings(
                scope,
                errors.fresh(),
                latency == null ? null : latency.fresh(),
                validators.fresh(),
                quality,
                cooldown,
                qualityProbes,
                retryShare,
                retryMinimum,
                canary);
    }

    public static final BreakerSettings DEFAULT = new BreakerSettings(
            Scope.PER_PROVIDER,
            Cusum.ERRORS,
            Cusum.LATENCY,
            Cusum.VALIDATORS,
            QualityWatch.DEFAULT,
            Duration.ofMinutes(5),
            5,
            0.2,
            3,
            null);
}
