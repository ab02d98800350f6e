package io.downclimb.api.config;

import io.downclimb.workflows.breaker.CallDetector;
import io.downclimb.workflows.breaker.Cusum;
import io.downclimb.workflows.breaker.RateWindow;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code errors}, {@code latency} and {@code validators} of a breaker. */
final class CallDetectorReader {
    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofHours(24);
    static final int MOST = 1_000_000;
    private static final BigDecimal HIGHEST = BigDecimal.valueOf(1_000);
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MINIMUM = 20;
    private static final DetectorChoice<Kind> CHOICE = new DetectorChoice<>(
            Choices.of(Kind.class),
            Kind.CUSUM,
            Map.of(
                    Kind.CUSUM, List.of("healthy", "sick", "threshold"),
                    Kind.RATE, List.of("above", "window", "minimum")));

    private enum Kind {
        CUSUM,
        RATE
    }

    private CallDetectorReader() {}

    /** The detector under the key; the one it is otherwise where the key is absent, or once mistakes are told. */
    static CallDetector read(Section breaker, String key, Cusum otherwise) {
        Section section = breaker.section(key, Keys.DETECTOR);
        Kind kind = CHOICE.read(section);
        if (kind == null) {
            return otherwise;
        }
        CallDetector detector = switch (kind) {
            case CUSUM -> cusum(section, otherwise);
            case RATE -> rate(section);
        };
        return detector == null ? otherwise : detector;
    }

    /** Null where it is left out or, once the mistake is told, wrong. */
    static @Nullable Double threshold(Section section) {
        Scalar setting = section.scalar("threshold");
        BigDecimal threshold = setting == null ? null : setting.decimal(HIGHEST);
        if (setting != null && threshold != null && threshold.signum() == 0) {
            setting.mistake("would trip at once", "write a number above 0, or leave the key out: then it goes by load");
            return null;
        }
        return threshold == null ? null : threshold.doubleValue();
    }

    private static @Nullable CallDetector cusum(Section section, Cusum otherwise) {
        Scalar healthySetting = section.scalar("healthy");
        Scalar sickSetting = section.scalar("sick");
        Double threshold = threshold(section);
        Double healthy = healthySetting == null ? Double.valueOf(otherwise.healthy()) : inside(healthySetting);
        Double sick = sickSetting == null ? Double.valueOf(otherwise.sick()) : inside(sickSetting);
        if (healthy == null || sick == null) {
            return null;
        }
        if (healthy < sick) {
            return new Cusum(healthy, sick, threshold, otherwise.factor(), 0);
        }
        if (sickSetting != null) {
            sickSetting.mistake(
                    "is not above the healthy share of " + text(healthy), "write the share of bad calls to notice");
            return null;
        }
        if (healthySetting != null) {
            healthySetting.mistake(
                    "is not below the sick share of " + text(sick),
                    "write the share of bad calls to live with, or a larger sick");
        }
        return null;
    }

    private static @Nullable CallDetector rate(Section section) {
        Scalar setting = section.required("above", "write the share of bad calls that trips it, such as 0.5");
        Duration window = section.duration("window", WINDOW, SHORTEST, LONGEST);
        int minimum = section.whole("minimum", MINIMUM, 0, MOST);
        BigDecimal above = setting == null ? null : setting.decimal(BigDecimal.ONE);
        if (setting != null && above != null && above.compareTo(BigDecimal.ONE) == 0) {
            setting.mistake("would never trip: no share is above 1", "write a share below 1, such as 0.5");
            return null;
        }
        return above == null ? null : RateWindow.of(above.doubleValue(), window, minimum);
    }

    /** A share that is neither 0 nor 1: the sum takes the logarithm of both it and its rest. */
    private static @Nullable Double inside(Scalar setting) {
        BigDecimal share = setting.decimal(BigDecimal.ONE);
        if (share != null && (share.signum() == 0 || share.compareTo(BigDecimal.ONE) == 0)) {
            setting.mistake("is out of range", "write a share above 0 and below 1, such as 0.02");
            return null;
        }
        return share == null ? null : share.doubleValue();
    }

    private static String text(double share) {
        return BigDecimal.valueOf(share).stripTrailingZeros().toPlainString();
    }
}
