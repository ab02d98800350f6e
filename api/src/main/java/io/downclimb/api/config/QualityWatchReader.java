package io.downclimb.api.config;

import io.downclimb.workflows.breaker.BreakerSettings.QualityWatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Reads {@code quality} of a breaker: how judge scores are watched. The bar itself is each rung's {@code quality}. */
final class QualityWatchReader {
    private static final DetectorChoice<QualityWatch.Kind> CHOICE = new DetectorChoice<>(
            Choices.of(QualityWatch.Kind.class),
            QualityWatch.DEFAULT.kind(),
            Map.of(
                    QualityWatch.Kind.CUSUM, List.of("margin", "threshold"),
                    QualityWatch.Kind.MEAN, List.of("window", "minimum")));

    private QualityWatchReader() {}

    /** The default where the key is absent, or once mistakes are told. */
    static QualityWatch read(Section breaker) {
        QualityWatch defaults = QualityWatch.DEFAULT;
        Section section = breaker.section("quality", Keys.QUALITY_WATCH);
        QualityWatch.Kind kind = CHOICE.read(section);
        if (kind == null) {
            return defaults;
        }
        double margin = section.share("margin", defaults.margin());
        Double threshold = CallDetectorReader.threshold(section);
        Duration window =
                section.duration("window", defaults.window(), CallDetectorReader.SHORTEST, CallDetectorReader.LONGEST);
        int minimum = section.whole("minimum", defaults.minimum(), 0, CallDetectorReader.MOST);
        return new QualityWatch(kind, margin, threshold, window, minimum);
    }
}
