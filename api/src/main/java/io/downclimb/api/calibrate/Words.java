package io.downclimb.api.calibrate;

import io.downclimb.workflows.breaker.BreakerSettings.QualityWatch;
import io.downclimb.workflows.breaker.CallDetector;
import io.downclimb.workflows.breaker.Cusum;
import io.downclimb.workflows.breaker.RateWindow;
import io.downclimb.workflows.breaker.Thresholds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Settings and numbers in words: for people, and in those of the configuration. */
final class Words {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Words() {}

    /** For people, such as {@code cusum, 2 % against 15 %, threshold 8}. */
    static String of(CallDetector setting, double perSecond) {
        return switch (setting) {
            case Cusum cusum ->
                "cusum, %s against %s, threshold %s"
                        .formatted(percent(cusum.healthy()), percent(cusum.sick()), plain(cusum.limit(perSecond)));
            case RateWindow rate ->
                "rate above %s of %s%s"
                        .formatted(
                                percent(rate.above()),
                                duration(rate.window()),
                                rate.minimum() > 0 ? ", at least " + rate.minimum() : "");
        };
    }

    /** For people, such as {@code cusum, margin 0.04, threshold 3.5}. */
    static String of(QualityWatch setting, double perSecond) {
        return switch (setting.kind()) {
            case CUSUM ->
                "cusum, margin %s, threshold %s"
                        .formatted(plain(setting.margin()), plain(threshold(setting, perSecond)));
            case MEAN -> "mean of %s, at least %d".formatted(duration(setting.window()), setting.minimum());
        };
    }

    /** As the configuration has it. */
    static String yaml(CallDetector setting, double perSecond) {
        return switch (setting) {
            case Cusum cusum ->
                "{detector: cusum, healthy: %s, sick: %s, threshold: %s}"
                        .formatted(plain(cusum.healthy()), plain(cusum.sick()), plain(cusum.limit(perSecond)));
            case RateWindow rate ->
                "{detector: rate, above: %s, window: %s, minimum: %d}"
                        .formatted(plain(rate.above()), duration(rate.window()), rate.minimum());
        };
    }

    /** As the configuration has it. */
    static String yaml(QualityWatch setting, double perSecond) {
        return switch (setting.kind()) {
            case CUSUM ->
                "{detector: cusum, margin: %s, threshold: %s}"
                        .formatted(plain(setting.margin()), plain(threshold(setting, perSecond)));
            case MEAN ->
                "{detector: mean, window: %s, minimum: %d}".formatted(duration(setting.window()), setting.minimum());
        };
    }

    /** Without needless zeros, and never with an exponent. */
    static String plain(double number) {
        BigDecimal rounded =
                BigDecimal.valueOf(number).setScale(6, RoundingMode.HALF_UP).stripTrailingZeros();
        return rounded.scale() < 0
                ? rounded.setScale(0, RoundingMode.UNNECESSARY).toPlainString()
                : rounded.toPlainString();
    }

    /** A share, with two significant digits below a tenth. */
    static String percent(double share) {
        BigDecimal hundredfold = BigDecimal.valueOf(share * 100);
        BigDecimal rounded = hundredfold.setScale(share < 0.1 ? 2 : 0, RoundingMode.HALF_UP);
        return plain(rounded.doubleValue()) + " %";
    }

    /** A score or a distance of scores, to two decimals. */
    static String score(double score) {
        return String.format(Locale.ROOT, "%.2f", score);
    }

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Calls a second, to two significant digits below ten. */
    static String load(double perSecond) {
        int digits = perSecond >= 10 ? 0 : perSecond >= 1 ? 1 : 1 - (int) Math.floor(Math.log10(perSecond));
        return BigDecimal.valueOf(perSecond)
                .setScale(digits, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    static String days(double days) {
        return plain(days) + (days == 1 ? " day" : " days");
    }

    static String counted(long number, String one, String many) {
        return number == 1 ? "1 " + one : count(number) + " " + many;
    }

    /** To the minute, in UTC. */
    static String time(Instant instant) {
        return MINUTE.format(instant);
    }

    /** As the configuration has it: {@code 60s}, {@code 1h}. */
    static String duration(Duration duration) {
        if (duration.toSeconds() % 3_600 == 0) {
            return duration.toHours() + "h";
        }
        boolean isWholeMinutes = duration.toSeconds() % 60 == 0 && duration.toSeconds() > 60;
        return isWholeMinutes ? duration.toMinutes() + "m" : duration.toSeconds() + "s";
    }

    private static double threshold(QualityWatch setting, double perSecond) {
        Double set = setting.threshold();
        return set != null ? set : Thresholds.scores(perSecond);
    }
}
