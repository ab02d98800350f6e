package io.downclimb.api.calibrate;

import io.downclimb.api.config.Configuration;
import io.downclimb.api.config.Route;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.calibration.ScoreRecord;
import io.downclimb.workflows.policy.Judging;
import io.downclimb.workflows.policy.Rung;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Recorded scores, sorted to the detectors that would have heard them. Scores of different prompts, models and judges do not compare: of each
 * route's rung the version that is configured now is taken, else the newest, and of that the judge that scored last.
 */
final class JudgementRecords {
    private static final double USUAL_SAMPLE = 0.05;

    static final String SQL = """
            select route, tier, provider, rung_version, judge_version, score,
                   floor(extract(epoch from judged_at) * 1000)::bigint as at
            from judgements
            where judged_at >= ? and score is not null and counted
              and (?::text is null or route = ?) and (?::text is null or provider = ?)
            order by judged_at""";

    private record Version(String route, String tier, String provider, String rung, String judge) {
        String key() {
            return route + "\n" + tier + "\n" + provider;
        }
    }

    private final Configuration configuration;
    private final Options options;
    private final Map<Version, List<ScoreRecord.Given>> scores = new HashMap<>();
    private final List<String> left = new ArrayList<>();

    JudgementRecords(Configuration configuration, Options options) {
        this.configuration = configuration;
        this.options = options;
    }

    void add(ResultSet row) throws SQLException {
        Version version = new Version(
                row.getString("route"),
                row.getString("tier"),
                row.getString("provider"),
                row.getString("rung_version"),
                row.getString("judge_version"));
        scores.computeIfAbsent(version, _ -> new ArrayList<>())
                .add(new ScoreRecord.Given(row.getLong("at"), row.getDouble("score")));
    }

    /**
     * The groups, one for each route's rung.
     *
     * @param answersPerSecond of a group
     */
    List<ScoreGroup> groups(ToDoubleFunction<ScoreGroup> answersPerSecond) {
        Map<String, Version> chosen = new TreeMap<>();
        scores.keySet().stream()
                .sorted(Comparator.comparing(this::isPresent).thenComparing(this::last))
                .forEach(version -> chosen.put(version.key(), version));
        List<ScoreGroup> groups = new ArrayList<>();
        for (Version version : chosen.values()) {
            ScoreGroup group = group(version);
            if (group != null) {
                double load = answersPerSecond.applyAsDouble(group);
                groups.add(new ScoreGroup(
                        group.route(),
                        group.tier(),
                        group.provider(),
                        group.version(),
                        group.bar(),
                        group.sample(),
                        group.scores(),
                        load,
                        group.present()));
            }
        }
        return groups;
    }

    /** What cannot be used, and why; complete once the groups were asked for. */
    List<String> left() {
        return List.copyOf(left);
    }

    private @Nullable ScoreGroup group(Version version) {
        Rung.Model rung = rung(version);
        Double bar = options.bar() != null ? options.bar() : rung == null ? null : rung.quality();
        if (bar == null) {
            left.add(
                    "Quality of %s, %s (%s): %s scores, but the configuration has no quality bar for this rung; give --bar"
                            .formatted(
                                    version.route(),
                                    version.tier(),
                                    version.provider(),
                                    Words.count(scoresOf(version).size())));
            return null;
        }
        BreakerSettings settings = configuration.breakers().get(version.provider());
        return new ScoreGroup(
                version.route(),
                version.tier(),
                version.provider(),
                "rung %s, judge %s".formatted(version.rung(), version.judge()),
                bar,
                sample(version),
                ScoreRecord.timed(scoresOf(version), bar),
                0,
                settings == null ? null : settings.quality());
    }

    private double sample(Version version) {
        if (options.sample() != null) {
            return options.sample();
        }
        Route route = configuration.routes().get(version.route());
        Judging judging = route == null ? null : route.policy().judge();
        return judging == null || judging.sample() <= 0 ? USUAL_SAMPLE : judging.sample();
    }

    private List<ScoreRecord.Given> scoresOf(Version version) {
        return Objects.requireNonNull(scores.get(version), "a version was met with its scores");
    }

    private boolean isPresent(Version version) {
        Rung.Model rung = rung(version);
        return rung != null && rung.version().equals(version.rung());
    }

    private long last(Version version) {
        return scoresOf(version).getLast().at();
    }

    private Rung.@Nullable Model rung(Version version) {
        Route route = configuration.routes().get(version.route());
        if (route == null) {
            return null;
        }
        return route.policy().ladder().stream()
                .filter(Rung.Model.class::isInstance)
                .map(Rung.Model.class::cast)
                .filter(rung ->
                        rung.tier().equals(version.tier()) && rung.provider().equals(version.provider()))
                .findFirst()
                .orElse(null);
    }
}
