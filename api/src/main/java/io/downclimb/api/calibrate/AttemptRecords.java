package io.downclimb.api.calibrate;

import io.downclimb.api.config.Configuration;
import io.downclimb.workflows.activity.ErrorClass;
import io.downclimb.workflows.activity.Outcome;
import io.downclimb.workflows.breaker.BreakerSettings;
import io.downclimb.workflows.breaker.CallDetector;
import io.downclimb.workflows.breaker.Counts;
import io.downclimb.workflows.calibration.CallRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Recorded attempts, sorted to the detectors that would have heard them.
 *
 * <ol>
 *   <li>Errors, by provider (or model): a whole answer, a refusal and an answer that validators turned down are good; OVERLOADED, CONNECT, SILENT
 *       and CUT are bad; four MALFORMED make one bad call. What the caller, a key, a limit or a lost node caused is no news.
 *   <li>Validators, by route, rung and provider: whole answers are good, those turned down are bad.
 * </ol>
 */
final class AttemptRecords {
    private static final Set<ErrorClass> BAD =
            EnumSet.of(ErrorClass.OVERLOADED, ErrorClass.CONNECT, ErrorClass.SILENT, ErrorClass.CUT);
    private static final int MINOR_OF_ONE_BAD = 4;

    /** Attempts alike within one second. The order by time lets counts be put together as they come. */
    static final String SQL = """
            select r.route, a.tier, a.provider, a.model, a.outcome, a.error_class, a.detail,
                   floor(extract(epoch from a.sent_at))::bigint * 1000 as second, count(*)::int as times
            from attempts a join requests r on r.id = a.request_id
            where a.sent_at >= ? and a.outcome is not null
              and (?::text is null or r.route = ?) and (?::text is null or a.provider = ?)
            group by 1, 2, 3, 4, 5, 6, 7, 8
            order by 8""";

    private final Configuration configuration;
    private final Map<String, Heard> errors = new TreeMap<>();
    private final Map<String, Heard> validators = new TreeMap<>();

    AttemptRecords(Configuration configuration) {
        this.configuration = configuration;
    }

    void add(ResultSet row) throws SQLException {
        String provider = row.getString("provider");
        String route = row.getString("route");
        String tier = row.getString("tier");
        int times = row.getInt("times");
        long second = row.getLong("second");
        boolean isFailure = row.getString("outcome").equals("failed");
        String errorClass = row.getString("error_class");
        String model = isByModel(provider) ? row.getString("model") : null;
        Heard health =
                errors.computeIfAbsent(provider + "\n" + model, _ -> new Heard("errors", provider, model, null, null));
        Heard answers = validators.computeIfAbsent(
                route + "\n" + tier + "\n" + provider, _ -> new Heard("validators", provider, null, route, tier));
        if (!isFailure) {
            health.good(second, times);
            if (row.getString("outcome").equals("whole")) {
                answers.good(second, times);
            }
            return;
        }
        String detail = row.getString("detail");
        if (errorClass == null || Outcome.Failed.NOT_SENT.equals(detail)) {
            health.passedOver += times;
            return;
        }
        ErrorClass known = ErrorClass.valueOf(errorClass);
        if (known == ErrorClass.REJECTED) {
            health.good(second, times);
            answers.bad(second, times, detail == null ? errorClass : detail);
        } else if (known == ErrorClass.MALFORMED) {
            health.minor(second, times);
        } else if (BAD.contains(known)) {
            health.bad(second, times, errorClass);
        } else {
            health.passedOver += times;
        }
    }

    List<CallGroup> errors() {
        return errors.values().stream()
                .map(heard -> heard.group(present(heard.provider, true)))
                .toList();
    }

    List<CallGroup> validators() {
        return validators.values().stream()
                .map(heard -> heard.group(present(heard.provider, false)))
                .toList();
    }

    /** Answers a second of a route's rung, whether or not validators accepted them. */
    double answersPerSecond(String route, String tier, String provider) {
        Heard heard = validators.get(route + "\n" + tier + "\n" + provider);
        return heard == null ? 0 : heard.record().perSecond();
    }

    private boolean isByModel(String provider) {
        BreakerSettings settings = configuration.breakers().get(provider);
        return settings != null && settings.scope() == BreakerSettings.Scope.PER_MODEL;
    }

    private @Nullable CallDetector present(String provider, boolean isErrors) {
        BreakerSettings settings = configuration.breakers().get(provider);
        if (settings == null) {
            return null;
        }
        return isErrors ? settings.errors() : settings.validators();
    }

    /** What one detector would have heard. */
    private static final class Heard {
        private final String detector;
        private final String provider;
        private final @Nullable String model;
        private final @Nullable String route;
        private final @Nullable String tier;
        private final List<Counts> seconds = new ArrayList<>();
        private final Map<String, Long> classes = new TreeMap<>();
        private long minors;
        private long passedOver;

        Heard(String detector, String provider, @Nullable String model, @Nullable String route, @Nullable String tier) {
            this.detector = detector;
            this.provider = provider;
            this.model = model;
            this.route = route;
            this.tier = tier;
        }

        void good(long second, int times) {
            count(second, times, 0);
        }

        void bad(long second, int times, String why) {
            count(second, 0, times);
            classes.merge(why, (long) times, Long::sum);
        }

        void minor(long second, int times) {
            long before = minors / MINOR_OF_ONE_BAD;
            minors += times;
            count(second, 0, (int) (minors / MINOR_OF_ONE_BAD - before));
            classes.merge(ErrorClass.MALFORMED.name(), (long) times, Long::sum);
        }

        private void count(long second, int good, int bad) {
            if (seconds.isEmpty() || seconds.getLast().from() != second) {
                seconds.add(new Counts(second, good, bad));
                return;
            }
            Counts last = seconds.removeLast();
            seconds.add(new Counts(second, last.good() + good, last.bad() + bad));
        }

        CallRecord record() {
            return CallRecord.timed(seconds);
        }

        CallGroup group(@Nullable CallDetector present) {
            return new CallGroup(detector, provider, model, route, tier, record(), classes, passedOver, present);
        }
    }
}
